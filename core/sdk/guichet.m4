# guichet.m4 — serial 1
# GUICHET_PLUGIN([ID]): for a procedure outside Guichet's tree. Sets GUICHET_CFLAGS, GUICHET_LDFLAGS, GUICHET_PLUGINDIR, GUICHET_SCHEMADIR.
AC_DEFUN([GUICHET_PLUGIN], [
  PKG_CHECK_MODULES([GUICHET], [guichet-plugin])
  PKG_CHECK_VAR([GUICHET_PLUGINDIR], [guichet-plugin], [plugindir])
  PKG_CHECK_VAR([GUICHET_SCHEMADIR], [guichet-plugin], [schemadir])
  GUICHET_LDFLAGS="-module -avoid-version -shared -no-undefined -Wl,-z,defs -Wl,-z,relro,-z,now,-z,noexecstack -export-symbols-regex '^gt_plugin\$\$'"
  AC_SUBST([GUICHET_LDFLAGS])
])
