// The preview's memory: what the folders held at the last look, what was built from it, what is
// published. It is an actor because builds, one after the other, run at the same time as the
// server's loop, which takes what is published and never waits. It knows no connection.

internal import Building
internal import Content
internal import Diagnostics
internal import Disk
internal import Files
internal import Synchronization

actor PreviewSession {
  /// Behind a lock instead of the actor, which is busy during a build: the loop never waits.
  private nonisolated let updates = Mutex(Updates())
  /// Wakes the loop when there are updates.
  nonisolated let wakeup: WakeupPipe
  /// Nil where the system watches no folders.
  nonisolated let watcher: Watcher?
  private let settings: PreviewSettings
  private let open: @Sendable () -> PreviewProject

  private var project: PreviewProject?
  private var content: TreeSnapshot?
  private var templates: TreeSnapshot?
  private var watched: [String: Int32] = [:]
  private var isWatching: Bool
  private var site = ServedSite()
  private var builds = 0
  /// How many of them gave a site.
  private var published = 0
  /// The warnings of the last site, without their places: those are not said again.
  private var knownWarnings: Set<String> = []
  private var memory = BuildMemory()

  init(
    settings: PreviewSettings, wakeup: consuming WakeupPipe, watcher: consuming Watcher?,
    open: @escaping @Sendable () -> PreviewProject
  ) {
    self.settings = settings
    isWatching = watcher != nil
    self.wakeup = wakeup
    self.watcher = watcher
    self.open = open
  }

  // MARK: - For the loop

  struct Updates: Sendable {
    /// Nil when nothing was published since they were last taken.
    var site: ServedSite?
    /// Files other than pages that changed since then.
    var changes: ServedSite.Changes = []
    /// Nil when they are unchanged.
    var findings: Findings?
    var kinds: [Int32: WatchKind] = [:]
    var polls = false
    /// How often the folders were looked at.
    var refreshes = 0
    /// How long the last look took, and when it ended, in nanoseconds.
    fileprivate var lookTime: Int64 = 0
    fileprivate var lastLook: Int64 = 0
    /// The root folders with what the system calls them, to see when they are replaced.
    fileprivate var roots: [String: FolderIdentity?] = [:]
  }

  nonisolated func takeUpdates() -> Updates {
    updates.withLock { updates in
      let taken = updates
      updates.site = nil
      updates.changes = []
      updates.findings = nil
      return taken
    }
  }

  /// Whether it is time to look at the folders although no event came.
  nonisolated func wantsLook(polling: Bool) -> Bool {
    let (roots, lastLook, lookTime) = updates.withLock { ($0.roots, $0.lastLook, $0.lookTime) }
    // A folder that was deleted and created again has another inode, which no watch covers.
    if roots.contains(where: { folderIdentity($0.key) != $0.value }) { return true }
    guard polling else { return false }
    // Looking takes at most a twentieth of the time.
    return SocketCalls.now() - lastLook > max(750_000_000, 20 * lookTime)
  }

  // MARK: - Looking

  /// Looks at the folders, and if anything differs from what was built, builds and publishes.
  func refresh() async {
    let begin = ContinuousClock.now
    let project = open()
    let roots = Dictionary(
      project.rootFolders.map { ($0, folderIdentity($0)) }, uniquingKeysWith: { first, _ in first })
    var (newContent, newTemplates) = await look(project)
    if !isWatching {
      // Without close events a file may be half written: two looks in a row must agree.
      for _ in 0..<10 {
        guard changes(project, newContent, newTemplates) != nil else { break }
        try? await Task.sleep(for: .milliseconds(60))
        let (again, templatesAgain) = await look(project, after: (newContent, newTemplates))
        let isStable =
          again?.differences(from: newContent).isEmpty ?? true
          && templatesAgain?.differences(from: newTemplates).isEmpty ?? true
        (newContent, newTemplates) = (again, templatesAgain)
        if isStable { break }
      }
    }
    let looked = begin.duration(to: .now)
    if let changes = changes(project, newContent, newTemplates) {
      await rebuild(project, newContent, newTemplates, changes, since: begin)
    }
    finish(looked, roots)
  }

  /// What differs from what was built last.
  private struct Changes {
    /// In the content folder.
    var content: [ContentPath] = []
    var count = 0
  }

  /// Nil when nothing does.
  private func changes(
    _ project: PreviewProject, _ newContent: TreeSnapshot?, _ newTemplates: TreeSnapshot?
  ) -> Changes? {
    var changes = Changes()
    changes.content = newContent?.differences(from: content) ?? []
    changes.count = changes.content.count + (newTemplates?.differences(from: templates).count ?? 0)
    guard let before = self.project else { return changes }
    let isSame =
      !project.differs(from: before) && hasSameProblems(newContent, content)
      && hasSameProblems(newTemplates, templates)
    if !isSame { changes.count += 1 }
    return changes.count > 0 ? changes : nil
  }

  /// Whether both are there, or neither, and with the same diagnostics.
  private func hasSameProblems(_ new: TreeSnapshot?, _ old: TreeSnapshot?) -> Bool {
    guard let new, let old else { return (new == nil) == (old == nil) }
    return new.hasSameProblems(as: old)
  }

  private func finish(_ looked: Duration, _ roots: [String: FolderIdentity?]) {
    let time = looked.components
    updates.withLock { updates in
      updates.refreshes += 1
      updates.lookTime = time.seconds * 1_000_000_000 + time.attoseconds / 1_000_000_000
      updates.lastLook = SocketCalls.now()
      updates.roots = roots
      updates.polls = !isWatching
    }
    wakeup.wake()
  }

  /// The folders as they are now. New ones are watched before they are read, so that no change in
  /// between is missed.
  private func look(
    _ project: PreviewProject, after: (TreeSnapshot?, TreeSnapshot?)? = nil
  ) async -> (content: TreeSnapshot?, templates: TreeSnapshot?) {
    if isWatching {
      watch(project.rootFolders, .surroundings(project.rootNames))
      // Folders that appear later are few: each is watched when found, then all is read again.
      if content == nil {
        for tree in [project.content, project.templates] {
          if let tree { watch(tree.allFolders(), .tree) }
        }
      }
    }
    var content: TreeSnapshot?
    var templates: TreeSnapshot?
    repeat {
      if let tree = project.content {
        content = await TreeSnapshot.taken(
          of: tree, after: content ?? after?.0 ?? self.content, now: SocketCalls.now(),
          jobs: settings.jobs, reading: isReadByBuilds)
      }
      if let tree = project.templates {
        templates = await TreeSnapshot.taken(
          of: tree, after: templates ?? after?.1 ?? self.templates, now: SocketCalls.now(),
          jobs: settings.jobs, reading: { _ in true })
      }
    } while isWatching
      && watch((content?.folders ?? []) + (templates?.folders ?? []), .tree)
    forget(project, (content?.folders ?? []) + (templates?.folders ?? []))
    return (content, templates)
  }

  // MARK: - Watching

  /// Watches folders. True when some of them were not watched before.
  @discardableResult
  private func watch(_ folders: [String], _ kind: WatchKind) -> Bool {
    guard watcher != nil else { return false }
    var isNew = false
    for folder in folders where isWatching {
      do throws(SocketError) {
        // Asked each time, because a folder that was deleted and created again is not watched.
        guard let number = try watcher?.watch(folder) else { continue }
        if watched[folder] != number {
          watched[folder] = number
          isNew = true
        }
        updates.withLock { updates in
          // A folder may be both; then everything in it counts.
          if updates.kinds[number] != .tree { updates.kinds[number] = kind }
        }
      } catch  where error.isWatchLimit {
        stopWatching(
          "the system allows no more watched folders; polling them instead. "
            + "`sudo sysctl fs.inotify.max_user_watches=524288` raises the limit")
      } catch {
        // Just deleted; the next look finds out.
      }
    }
    return isNew
  }

  private func stopWatching(_ reason: String) {
    isWatching = false
    settings.say("study: note: \(reason)\n", true)
  }

  /// Drops the watches of folders that are gone.
  private func forget(_ project: PreviewProject, _ folders: [String]) {
    guard watcher != nil else { return }
    let wanted = Set(folders + project.rootFolders)
    for (folder, number) in watched where !wanted.contains(folder) {
      watched[folder] = nil
      // Two names of one folder have one watch.
      guard !watched.values.contains(number) else { continue }
      watcher?.unwatch(number)
      updates.withLock { $0.kinds[number] = nil }
    }
  }

  // MARK: - Building

  private func rebuild(
    _ project: PreviewProject, _ newContent: TreeSnapshot?, _ newTemplates: TreeSnapshot?,
    _ changes: Changes, since begin: ContinuousClock.Instant
  ) async {
    (self.project, content, templates) = (project, newContent, newTemplates)
    builds += 1

    var findings = Findings()
    findings.editForm = project.editForm
    findings.obstacle = project.obstacle
    findings.diagnostics = project.diagnostics
    findings.sources = project.sources
    guard var request = project.request, let newContent else {
      publish(nil, findings, [], changes.count, since: begin)
      return
    }
    request.content = newContent
    request.templates = request.templates == nil ? nil : newTemplates
    var memory = self.memory
    let result = await build(request, memory: &memory, search: .later) { _ in }
    self.memory = memory
    findings.diagnostics = result.diagnostics
    findings.sources = result.sources
    findings.sourceOfPage = { result.sourcePath(ofPageAt: String(decoding: $0, as: UTF8.self)) }
    publish(
      result.diagnostics.hasErrors ? nil : result.image, findings,
      Set(changes.content.filter { !isReadByBuilds($0) }), changes.count, since: begin, result)
    if !result.diagnostics.hasErrors {
      published += 1
      let number = published
      if number > 1 { Task { await completeSearch(result, request, number) } }
    }
  }

  /// Completes the search index after its pages are published, and publishes it, unless a newer
  /// build has begun its own.
  private func completeSearch(
    _ result: BuildResult, _ request: BuildRequest, _ number: Int
  ) async {
    let complete = await withSearch(result, memory, jobs: request.jobs)
    guard number == published else { return }
    complete.keep(in: &memory)
    (site, _, _) = site.publishing(
      complete.result.image, content: project?.content, changedAssets: [],
      change: complete.result.change)
    let published = site
    updates.withLock { $0.site = published }
    wakeup.wake()
  }

  private func publish(
    _ image: SiteImage?, _ findings: Findings, _ changedAssets: Set<ContentPath>,
    _ changedCount: Int, since begin: ContinuousClock.Instant, _ result: BuildResult? = nil
  ) {
    var changes: ServedSite.Changes = []
    var pageCount = 0
    if let image {
      (site, changes, pageCount) = site.publishing(
        image, content: project?.content, changedAssets: changedAssets,
        change: result?.change ?? .everything)
    }
    let published = site
    let added = changes
    updates.withLock { updates in
      updates.site = published
      updates.changes += added
      updates.findings = findings
    }
    wakeup.wake()
    let time = begin.duration(to: .now)
    settings.say(
      report(
        findings, isPublished: image != nil, changedCount: changedCount, pageCount: pageCount,
        after: time, result), findings.errorCount > 0)
  }

  // MARK: - The terminal

  /// How many new warnings of a build are printed in full.
  private static let printedWarnings = 10

  /// One line for a build, and every error and new warning before it.
  private func report(
    _ findings: Findings, isPublished: Bool, changedCount: Int, pageCount: Int,
    after time: Duration, _ result: BuildResult?
  ) -> String {
    var text = ""
    if let obstacle = findings.obstacle { text += "study: error: \(obstacle)\n" }
    let style = TextReportStyle(isColored: settings.isColored)
    for diagnostic in findings.diagnostics where diagnostic.severity == .error {
      text += textReport(of: diagnostic, source: findings.sources[diagnostic.path], style: style)
    }
    if isPublished { text += newWarnings(findings, style) }
    let time = time.components
    let milliseconds = time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000
    let warnings = findings.diagnostics.count { $0.severity == .warning }
    let counts =
      "\(counted(findings.errorCount, "error")), \(counted(warnings, "warning"))"
    if builds == 1 {
      let pages = counted(result?.pageCount ?? 0, "page")
      text += "\(SocketCalls.timeOfDay())  \(pages) in \(milliseconds) ms, \(counts)\n"
    } else {
      let what =
        isPublished
        ? "\(counted(pageCount, "page")) new" : "the last good site stays"
      text +=
        "\(SocketCalls.timeOfDay())  \(counted(changedCount, "file")) changed, \(what)"
        + " in \(milliseconds) ms, \(counts)\n"
    }
    return text
  }

  /// The warnings that the site before did not have. An edit further up moves a warning; that does
  /// not make it new.
  private func newWarnings(_ findings: Findings, _ style: TextReportStyle) -> String {
    var warnings: Set<String> = []
    var text = ""
    var count = 0
    for diagnostic in findings.diagnostics where diagnostic.severity == .warning {
      let warning = "\(diagnostic.path)\n\(diagnostic.code.rawValue)\n\(diagnostic.message)"
      guard warnings.insert(warning).inserted, !knownWarnings.contains(warning) else { continue }
      count += 1
      guard count <= Self.printedWarnings else { continue }
      text += textReport(of: diagnostic, source: findings.sources[diagnostic.path], style: style)
    }
    knownWarnings = warnings
    guard count > Self.printedWarnings else { return text }
    return text + "study: \(count - Self.printedWarnings) more; `study check` lists them\n"
  }

  private func counted(_ count: Int, _ word: String) -> String {
    count == 1 ? "1 \(word)" : "\(count) \(word)s"
  }
}
