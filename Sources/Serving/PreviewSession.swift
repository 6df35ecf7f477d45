// The preview's memory: what the folders held when they were last looked at, what was built of it,
// what is published. The one actor of the program, because two things happen at once here: builds,
// one after the other, and the server's loop, which takes what is published and never waits.
// Called by Server.swift.

internal import Building
internal import Content
internal import Diagnostics
internal import Disk
internal import Files
internal import Synchronization

actor PreviewSession {
  /// What the loop takes. Behind a lock and not behind the actor: the loop never waits for a build.
  private nonisolated let news = Mutex(News())
  private nonisolated let bell: Int32
  private nonisolated let watcher: Int32?
  private let settings: PreviewSettings
  private let open: @Sendable () -> PreviewProject
  private let address: String

  private var project: PreviewProject?
  private var content: TreeSnapshot?
  private var templates: TreeSnapshot?
  private var watched: [String: Int32] = [:]
  private var isWatching: Bool
  private var site = ServedSite()
  private var builds = 0
  /// How many of them gave a site.
  private var published = 0
  private var memory = BuildMemory()

  init(
    settings: PreviewSettings, address: String, bell: Int32, watcher: Int32?,
    open: @escaping @Sendable () -> PreviewProject
  ) {
    self.settings = settings
    self.address = address
    self.bell = bell
    self.watcher = watcher
    self.open = open
    isWatching = watcher != nil
  }

  // MARK: - For the loop

  struct News: Sendable {
    /// Nil when nothing new is published.
    var site: ServedSite?
    /// Files besides pages that changed since the news were last taken.
    var changes: ServedSite.Changes = []
    /// Nil when they are what they were.
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

  nonisolated func takeNews() -> News {
    news.withLock { news in
      let taken = news
      news.site = nil
      news.changes = []
      news.findings = nil
      return taken
    }
  }

  /// Whether it is time to look at the folders although nothing was told.
  nonisolated func wantsLook(polling: Bool) -> Bool {
    let (roots, lastLook, lookTime) = news.withLock { ($0.roots, $0.lastLook, $0.lookTime) }
    // A folder that was deleted and made again is another one, which nobody watches.
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
      // Nobody says when a file is complete: two looks in a row must find the same.
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

  /// Whether both are there, or neither, and the trees themselves are as good as they were.
  private func hasSameProblems(_ new: TreeSnapshot?, _ old: TreeSnapshot?) -> Bool {
    guard let new, let old else { return (new == nil) == (old == nil) }
    return new.hasSameProblems(as: old)
  }

  private func finish(_ looked: Duration, _ roots: [String: FolderIdentity?]) {
    let time = looked.components
    news.withLock { news in
      news.refreshes += 1
      news.lookTime = time.seconds * 1_000_000_000 + time.attoseconds / 1_000_000_000
      news.lastLook = SocketCalls.now()
      news.roots = roots
      news.polls = !isWatching
    }
    SocketCalls.ring(bell)
  }

  /// The folders as they are now. What is new among them is watched before it is looked at, so
  /// that nothing is missed in between.
  private func look(
    _ project: PreviewProject, after: (TreeSnapshot?, TreeSnapshot?)? = nil
  ) async -> (content: TreeSnapshot?, templates: TreeSnapshot?) {
    if isWatching {
      watch(project.rootFolders, .surroundings(project.rootNames))
      // Later new folders are few; they are watched when they are found, and looked at again.
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
    guard let watcher else { return false }
    var isNew = false
    for folder in folders where isWatching {
      do throws(SocketError) {
        // Asked again each time: a folder that was deleted and made again has the name alone in
        // common with the one that was watched.
        let number = try SocketCalls.watch(folder, with: watcher)
        if watched[folder] != number {
          watched[folder] = number
          isNew = true
        }
        news.withLock { news in
          // A folder may be both; then everything in it counts.
          if news.kinds[number] != .tree { news.kinds[number] = kind }
        }
      } catch  where error.isWatchLimit {
        stopWatching(
          "the system allows no more watched folders; looking at them from time to time instead. "
            + "`sudo sysctl fs.inotify.max_user_watches=524288` raises the limit")
      } catch {
        // Gone in this moment; the next look finds out.
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
    guard let watcher else { return }
    let wanted = Set(folders + project.rootFolders)
    for (folder, number) in watched where !wanted.contains(folder) {
      watched[folder] = nil
      // Two names of one folder have one watch.
      guard !watched.values.contains(number) else { continue }
      SocketCalls.unwatch(number, with: watcher)
      news.withLock { $0.kinds[number] = nil }
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

  /// Makes the search index once its pages are published, and publishes it, unless there is a newer
  /// build by then, which makes its own.
  private func completeSearch(
    _ result: BuildResult, _ request: BuildRequest, _ number: Int
  ) async {
    let complete = await withSearch(result, memory, jobs: request.jobs)
    guard number == published else { return }
    complete.keep(in: &memory)
    (site, _, _) = site.publishing(
      complete.result.image, content: project?.content, changedAssets: [],
      onlyChanged: complete.result.change.parts)
    let published = site
    news.withLock { $0.site = published }
    SocketCalls.ring(bell)
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
        onlyChanged: result?.change.parts)
    }
    let published = site
    let added = changes
    news.withLock { news in
      news.site = published
      news.changes += added
      news.findings = findings
    }
    SocketCalls.ring(bell)
    let time = begin.duration(to: .now)
    settings.say(
      report(
        findings, isPublished: image != nil, changedCount: changedCount, pageCount: pageCount,
        after: time, result), findings.errorCount > 0)
  }

  // MARK: - The terminal

  /// One line for a build, and every error in full.
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

  private func counted(_ count: Int, _ word: String) -> String {
    count == 1 ? "1 \(word)" : "\(count) \(word)s"
  }
}
