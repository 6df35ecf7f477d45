// The default theme, carried inside the program: the files of `templates/` (`files` is a link to
// it), embedded when the program is built. Knows nothing of what they mean.

/// The default theme's files by path within the templates folder.
package func defaultTheme() -> [String: [UInt8]] {
  [
    "article-header.mustache": PackageResources.article_header_mustache,
    "document-head.mustache": PackageResources.document_head_mustache,
    "home-figure.mustache": PackageResources.home_figure_mustache,
    "listing.mustache": PackageResources.listing_mustache,
    "not-found.mustache": PackageResources.not_found_mustache,
    "page-foot.mustache": PackageResources.page_foot_mustache,
    "page.mustache": PackageResources.page_mustache,
    "question-list.mustache": PackageResources.question_list_mustache,
    "question-topics.mustache": PackageResources.question_topics_mustache,
    "redirect.mustache": PackageResources.redirect_mustache,
    "search.mustache": PackageResources.search_mustache,
    "site-footer.mustache": PackageResources.site_footer_mustache,
    "site-header.mustache": PackageResources.site_header_mustache,
    "assets/favicon.svg": PackageResources.favicon_svg,
    "assets/layers.css": PackageResources.layers_css,
    "assets/search.css": PackageResources.search_css,
    "assets/search.js": PackageResources.search_js,
    "assets/site.js": PackageResources.site_js,
    "assets/style.css": PackageResources.style_css,
    "assets/theme.js": PackageResources.theme_js,
  ]
}
