// What Parse.c and Arena.c share: the budget that the arena of this thread keeps to.
#ifndef CMARK_NODES_BUDGET_H
#define CMARK_NODES_BUDGET_H

#include <setjmp.h>

#include "CMarkNodes.h"

// From now on an allocation that exceeds the budget jumps to `exit`, with the kind of excess as the
// value of `setjmp`.
void cmark_nodes_begin_budget(jmp_buf *exit, cmark_nodes_budget budget);

// From now on nothing jumps.
void cmark_nodes_end_budget(void);

// Jumps if the processor time is used up. A system call.
void cmark_nodes_check_clock(void);

#endif
