package func themeProbe() -> [UInt8] { PackageResources.page_mustache }
