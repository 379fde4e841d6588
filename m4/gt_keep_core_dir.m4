# GT_KEEP_CORE_DIR: configure removes crash dumps with `rm -f core ...`, which would meet our folder `core`
# and stop with an error. The shell function drops that one word.
AC_DEFUN([GT_KEEP_CORE_DIR], [
rm () { if test "x$[]1$[]2" = "x-fcore"; then shift; shift; command rm -f "$[]@"; else command rm "$[]@"; fi; }
])
