// The one form of parallelism a build has: the same function over many values, results in order.

/// `transform` of every item, in the items' order, at most `jobs` at a time. With one job all of
/// it runs in the calling task. The result does not depend on `jobs`.
func parallelMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], jobs: Int, _ transform: @Sendable @escaping (Item) -> Result
) async -> [Result] {
  guard jobs > 1, items.count > 1 else { return items.map(transform) }
  // Many chunks for each job: at the end a core waits for half a chunk on the average.
  let chunkCount = min(items.count, jobs * 64)
  let bounds = (0...chunkCount).map { $0 * items.count / chunkCount }
  return await withTaskGroup(of: (Int, [Result]).self) { group in
    var next = 0
    func start() {
      let chunk = next
      next += 1
      let range = bounds[chunk]..<bounds[chunk + 1]
      group.addTask { (chunk, items[range].map(transform)) }
    }
    while next < min(jobs, chunkCount) { start() }
    var results = [[Result]](repeating: [], count: chunkCount)
    while let (chunk, values) = await group.next() {
      results[chunk] = values
      if next < chunkCount { start() }
    }
    return Array(results.joined())
  }
}
