# GT_FLAVOUR: --enable-sanitize builds everything, plugins included, with ASan and UBSan; a report ends the process.
AC_DEFUN([GT_FLAVOUR], [
  AC_ARG_ENABLE([sanitize], [AS_HELP_STRING([--enable-sanitize], [build with address and undefined-behaviour sanitizers])],
    [], [enable_sanitize=no])
  AS_IF([test "x$enable_sanitize" = xyes],
    [gt_flavour=sanitize
     GT_FLAVOUR_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
     AC_DEFINE([GT_SANITIZE], [1], [Built with sanitizers: seccomp stays off, each arena block is its own allocation])],
    [gt_flavour=hardened
     GT_FLAVOUR_CFLAGS=""])
  AC_SUBST([GT_FLAVOUR_CFLAGS])
  AM_CONDITIONAL([SANITIZE], [test "x$gt_flavour" = xsanitize])
])
