// The only form of parallelism in a build: one function over many values, results in order.

/// `transform` of every item, in the items' order, with at most `jobs` running at a time. With one
/// job everything runs in the calling task. The result does not depend on `jobs`.
@inlinable package func parallelMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], jobs: Int, _ transform: @Sendable @escaping (Item) -> Result
) async -> [Result] {
  await inOrder(count: items.count, jobs: jobs) { items[$0].map(transform) }
}

/// The same for a `transform` that waits for something, such as another program.
@inlinable package func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], jobs: Int, _ transform: @Sendable @escaping (Item) async -> Result
) async -> [Result] {
  await inOrder(count: items.count, jobs: jobs) { range in
    var results: [Result] = []
    results.reserveCapacity(range.count)
    for item in items[range] { results.append(await transform(item)) }
    return results
  }
}

/// The chunks' results in order. With one job `body` runs once, in the calling task.
@usableFromInline func inOrder<Result: Sendable>(
  count: Int, jobs: Int, _ body: @Sendable @escaping (Range<Int>) async -> [Result]
) async -> [Result] {
  guard jobs > 1, count > 1 else { return await body(0..<count) }
  // Many chunks for each job: at the end a core waits for half a chunk on the average.
  let chunkCount = min(count, jobs * 64)
  let bounds = (0...chunkCount).map { $0 * count / chunkCount }
  return await withTaskGroup(of: (Int, [Result]).self) { group in
    var next = 0
    func start() {
      let chunk = next
      next += 1
      group.addTask { (chunk, await body(bounds[chunk]..<bounds[chunk + 1])) }
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

/// Runs `body` over the ranges that `count` items are divided into, at most `jobs` at once, and
/// returns the answers in order. Throws the failure of the first range that failed, once all have
/// ended.
@inlinable package func inChunks<Answer: Sendable, Failure: Error>(
  of count: Int, jobs: Int, _ body: @escaping @Sendable (Range<Int>) throws(Failure) -> Answer
) async throws(Failure) -> [Answer] {
  let size = jobs > 1 ? max(16, count / (jobs * 32)) : max(1, count)
  let ranges = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  let results = await parallelMap(ranges, jobs: jobs) { range -> Result<Answer, Failure> in
    do throws(Failure) { return .success(try body(range)) } catch { return .failure(error) }
  }
  var answers: [Answer] = []
  for result in results { answers.append(try result.get()) }
  return answers
}
