// How this process takes memory from the system. Here because the C door is here, and because
// cmark-gfm, which allocates every node by itself, gains most. Called once by `study`.

internal import CMarkNodes

/// Tells the C allocator that this process lives for a second and uses what it gets: memory is
/// taken in large steps and not given back in between.
package func tuneAllocation() { cmark_nodes_tune_allocation() }
