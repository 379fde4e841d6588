# GT_WARNINGS: the project's warnings and hardening. --enable-werror makes a warning an error (CI does).
AC_DEFUN([GT_WARNINGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [treat warnings as errors])], [], [enable_werror=no])
  GT_WARN_CFLAGS="-std=gnu17 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla -Wconversion -Wno-sign-conversion"
  AS_IF([test "x$enable_werror" = xyes], [GT_WARN_CFLAGS="$GT_WARN_CFLAGS -Werror"])
  GT_HARDEN_CFLAGS="-fvisibility=hidden -fno-common -fstack-protector-strong -fstack-clash-protection -fcf-protection"
  AS_IF([test "x$gt_flavour" = xhardened], [GT_HARDEN_CFLAGS="$GT_HARDEN_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3"])
  GT_HARDEN_LDFLAGS="-Wl,-z,relro,-z,now,-z,noexecstack"
  AC_SUBST([GT_WARN_CFLAGS])
  AC_SUBST([GT_HARDEN_CFLAGS])
  AC_SUBST([GT_HARDEN_LDFLAGS])
])
