/* Inside room xml. */
#ifndef GT_XML_PRIV_H
#define GT_XML_PRIV_H
#include "xml/xml.h"

/* The first error a libxml2 call reported, kept for one message; libxml2 ends its messages with a newline, this drops it. */
struct gt_xml_fault { bool seen; int line; char text[200]; };
void gt_xml_fault_note(void *fault, xmlErrorPtr e);
void gt_xml_doc_free_cb(void *doc);

#endif
