// Why an output folder could not be written, in words that tell the reader what to do next.
//
// It knows the meaning of the kernel's error numbers and nothing of how files are written.

internal import Disk
package import SystemPackage

/// Why `publish` could not do its work. Whatever the case, the output folder then
/// holds what it held before, unless the failure says otherwise.
package enum PublishFailure: Error, Equatable, Sendable {
  /// The folder must not be the output: writing there could destroy what study did not make.
  case outputRefused(path: String, reason: OutputRefusal)
  /// Another process holds the lock of this output; its number, where the lock file tells it.
  case anotherBuildRunning(path: String, processIdentifier: Int32?)
  /// The site wants to write over something that study did not make.
  case fileInTheWay(path: String)
  /// A file that should be copied cannot be.
  case sourceUnusable(path: String, reason: SourceProblem)
  /// Another program replaced the output folder while the site was being written.
  case outputReplaced(path: String)
  /// A call to the operating system failed.
  case systemCall(SystemOperation, path: String, errno: Errno)
  /// A call failed while the output was being replaced file by file, which happens only where the
  /// file system cannot exchange two folders: some files are new, the others still old.
  case partlyPublished(SystemOperation, path: String, errno: Errno)

  /// Why a folder is refused as output.
  package enum OutputRefusal: Equatable, Sendable {
    case fileSystemRoot
    /// The folder is `protected`, or holds it.
    case holds(protected: String)
    case gitRepository
    case insideGit
    case symbolicLink
    case notAFolder
    case notMadeByStudy
  }

  /// Why a file cannot be copied.
  package enum SourceProblem: Equatable, Sendable {
    case missing
    case notARegularFile
    case changedWhileRead
  }

  /// What was being done when the operating system refused.
  package enum SystemOperation: String, Equatable, Sendable {
    case read, write, create, rename, remove, lock
    case list = "list the folder"
  }
}

extension PublishFailure {
  /// The file or folder that the failure is about, as an absolute path.
  package var path: String {
    switch self {
    case .outputRefused(let path, _), .anotherBuildRunning(let path, _), .fileInTheWay(let path),
      .sourceUnusable(let path, _), .outputReplaced(let path), .systemCall(_, let path, _),
      .partlyPublished(_, let path, _):
      path
    }
  }

  /// The operating system's error number, where it gave one.
  package var errno: Errno? {
    switch self {
    case .systemCall(_, _, let number), .partlyPublished(_, _, let number): number
    default: nil
    }
  }

  /// One or two sentences of plain English: what is wrong, and what to do.
  package var message: String {
    switch self {
    case .outputRefused(let path, let reason):
      "Cannot use \(path) as the output folder: \(reason.sentence)"
    case .anotherBuildRunning(let path, let processIdentifier?):
      "Another build (process \(processIdentifier)) is writing to \(path). "
        + "Wait for it to finish, or stop it, and build again."
    case .anotherBuildRunning(let path, nil):
      "Another build is writing to \(path). Wait for it to finish, or stop it, and build again."
    case .fileInTheWay(let path):
      "The site needs the place of \(path), which study did not make. "
        + "Move it out of the output folder and build again."
    case .sourceUnusable(let path, .missing):
      "Cannot copy \(path): it is no longer there. Build again."
    case .sourceUnusable(let path, .notARegularFile):
      "Cannot copy \(path): it is not a regular file (symbolic links are not followed). "
        + "Put the file itself there, or leave it out of the content folder."
    case .sourceUnusable(let path, .changedWhileRead):
      "Cannot copy \(path): it changed while it was being read. Build again once it is at rest."
    case .outputReplaced(let path):
      "Another program replaced \(path) while the site was being written; nothing was changed "
        + "there. Build again."
    case .systemCall(let operation, let path, let number):
      "Cannot \(operation.rawValue) \(path): \(Self.sentence(forErrno: number))"
    case .partlyPublished(let operation, let path, let number):
      "Cannot \(operation.rawValue) \(path): \(Self.sentence(forErrno: number)) "
        + "Until then the output folder holds some new and some old pages."
    }
  }

  /// What an error number means for the person who builds a site, and what to do about it.
  private static func sentence(forErrno number: Errno) -> String {
    switch number {
    case .noSpace: "no space is left on the device. Free some space and build again."
    case .diskQuotaExceeded: "the disk quota is used up. Free some space and build again."
    case .readOnlyFileSystem: "the file system is read-only. Choose another folder with --output."
    case .permissionDenied, .notPermitted:
      "permission denied. Change who may write there, or choose another folder with --output."
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
      "too many files are open at once. Raise the limit (ulimit -n) and build again."
    case .ioError: "the device reported an input/output error. Check the disk and build again."
    case .fileTooLarge: "the file would be larger than the limit allows. Raise it (ulimit -f)."
    case .fileNameTooLong: "the name is too long for the file system. Give the page a shorter one."
    case .noSuchFileOrDirectory: "it is not there. Check the path and build again."
    case .notDirectory: "a part of the path is not a folder. Check the path and build again."
    case .fileExists: "something with that name is already there. Move it away and build again."
    case .isDirectory: "it is a folder. Move it away and build again."
    case .directoryNotEmpty: "the folder is not empty. Move what is in it away and build again."
    case .tooManySymbolicLinkLevels: "a symbolic link is in the way. Remove it and build again."
    case .resourceBusy: "it is in use. Stop the program that uses it and build again."
    default:
      "the operating system reported error \(number.rawValue). Check the disk and build again."
    }
  }
}

extension PublishFailure.OutputRefusal {
  fileprivate var sentence: String {
    switch self {
    case .fileSystemRoot:
      "it is the root of the file system. Choose a folder of its own with --output."
    case .holds(let protected):
      "it is or contains \(protected), which building must not touch. "
        + "Choose a folder of its own with --output."
    case .gitRepository:
      "it contains .git, so it is a repository of yours. Choose a folder inside it with --output."
    case .insideGit:
      "it is inside a folder .git, which belongs to git. Choose another folder with --output."
    case .symbolicLink:
      "it is a symbolic link. Name the folder that it points to with --output."
    case .notAFolder:
      "it is not a folder. Move it away, or choose another name with --output."
    case .notMadeByStudy:
      "it is not empty and holds no valid .study-manifest, so study did not make it. "
        + "Empty it yourself, or choose another folder with --output."
    }
  }
}

/// Makes calls to the operating system and, where one is refused, says what was being done to which
/// path.
func attempt<Answer: ~Copyable>(
  _ operation: PublishFailure.SystemOperation, _ path: @autoclosure () -> String,
  _ calls: () throws(Errno) -> Answer
) throws(PublishFailure) -> Answer {
  do {
    return try calls()
  } catch {
    throw .systemCall(operation, path: path(), errno: error)
  }
}
