// How this process takes memory from the system. Here because the C door is here, and because
// cmark-gfm, which allocates every node by itself, gains most. Called once by `study`.

internal import CCMarkGFM

/// Tells the C allocator that this process lives for a second and uses what it gets: memory is
/// taken in large steps and not given back in between.
package func tuneAllocation() {
  _ = mallopt(M_MMAP_THRESHOLD, 1 << 30)
  _ = mallopt(M_TRIM_THRESHOLD, Int32.max)
  _ = mallopt(M_TOP_PAD, 16 << 20)
}
