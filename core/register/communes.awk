# communes.csv -> communes_data.c: one text, so that the program needs neither a file nor relocations.
BEGIN { print "/* Made from communes.csv by communes.awk. */\n#include \"register/register_priv.h\"\nconst char gt_communes_text[] =" }
{ gsub(/["\\]/, "\\\\&"); printf "\t\"%s\\n\"\n", $0 }
END { print "\t;\nconst size_t gt_communes_text_n = sizeof gt_communes_text - 1;" }
