// The files of templates/, embedded by the C preprocessor: as an array literal of Swift they cost 26
// seconds of every build that follows a change of a template. A new file is added here twice; a test
// compares the table with the folder.

#include "CTheme.h"

static const unsigned char article_header_mustache[] = {
#embed "../../templates/article-header.mustache"
};
static const unsigned char document_head_mustache[] = {
#embed "../../templates/document-head.mustache"
};
static const unsigned char glossary_mustache[] = {
#embed "../../templates/glossary.mustache"
};
static const unsigned char home_more_mustache[] = {
#embed "../../templates/home-more.mustache"
};
static const unsigned char listing_mustache[] = {
#embed "../../templates/listing.mustache"
};
static const unsigned char not_found_mustache[] = {
#embed "../../templates/not-found.mustache"
};
static const unsigned char page_concepts_mustache[] = {
#embed "../../templates/page-concepts.mustache"
};
static const unsigned char page_foot_mustache[] = {
#embed "../../templates/page-foot.mustache"
};
static const unsigned char page_mustache[] = {
#embed "../../templates/page.mustache"
};
static const unsigned char path_places_mustache[] = {
#embed "../../templates/path-places.mustache"
};
static const unsigned char path_steps_mustache[] = {
#embed "../../templates/path-steps.mustache"
};
static const unsigned char print_mustache[] = {
#embed "../../templates/print.mustache"
};
static const unsigned char question_list_mustache[] = {
#embed "../../templates/question-list.mustache"
};
static const unsigned char question_topics_mustache[] = {
#embed "../../templates/question-topics.mustache"
};
static const unsigned char redirect_mustache[] = {
#embed "../../templates/redirect.mustache"
};
static const unsigned char register_mustache[] = {
#embed "../../templates/register.mustache"
};
static const unsigned char search_box_mustache[] = {
#embed "../../templates/search-box.mustache"
};
static const unsigned char search_mustache[] = {
#embed "../../templates/search.mustache"
};
static const unsigned char site_footer_mustache[] = {
#embed "../../templates/site-footer.mustache"
};
static const unsigned char site_header_mustache[] = {
#embed "../../templates/site-header.mustache"
};
static const unsigned char source_list_mustache[] = {
#embed "../../templates/source-list.mustache"
};
static const unsigned char sources_mustache[] = {
#embed "../../templates/sources.mustache"
};
static const unsigned char topic_map_mustache[] = {
#embed "../../templates/topic-map.mustache"
};
static const unsigned char favicon_svg[] = {
#embed "../../templates/assets/favicon.svg"
};
static const unsigned char layers_css[] = {
#embed "../../templates/assets/layers.css"
};
static const unsigned char page_base_css[] = {
#embed "../../templates/assets/page-base.css"
};
static const unsigned char page_code_css[] = {
#embed "../../templates/assets/page-code.css"
};
static const unsigned char page_concepts_css[] = {
#embed "../../templates/assets/page-concepts.css"
};
static const unsigned char page_frame_css[] = {
#embed "../../templates/assets/page-frame.css"
};
static const unsigned char page_home_css[] = {
#embed "../../templates/assets/page-home.css"
};
static const unsigned char page_lists_css[] = {
#embed "../../templates/assets/page-lists.css"
};
static const unsigned char page_navigation_css[] = {
#embed "../../templates/assets/page-navigation.css"
};
static const unsigned char page_paths_css[] = {
#embed "../../templates/assets/page-paths.css"
};
static const unsigned char page_print_css[] = {
#embed "../../templates/assets/page-print.css"
};
static const unsigned char page_text_css[] = {
#embed "../../templates/assets/page-text.css"
};
static const unsigned char register_css[] = {
#embed "../../templates/assets/register.css"
};
static const unsigned char search_css[] = {
#embed "../../templates/assets/search.css"
};
static const unsigned char search_js[] = {
#embed "../../templates/assets/search.js"
};
static const unsigned char site_js[] = {
#embed "../../templates/assets/site.js"
};

static const theme_file files[] = {
  {"article-header.mustache", article_header_mustache, sizeof article_header_mustache},
  {"document-head.mustache", document_head_mustache, sizeof document_head_mustache},
  {"glossary.mustache", glossary_mustache, sizeof glossary_mustache},
  {"home-more.mustache", home_more_mustache, sizeof home_more_mustache},
  {"listing.mustache", listing_mustache, sizeof listing_mustache},
  {"not-found.mustache", not_found_mustache, sizeof not_found_mustache},
  {"page-concepts.mustache", page_concepts_mustache, sizeof page_concepts_mustache},
  {"page-foot.mustache", page_foot_mustache, sizeof page_foot_mustache},
  {"page.mustache", page_mustache, sizeof page_mustache},
  {"path-places.mustache", path_places_mustache, sizeof path_places_mustache},
  {"path-steps.mustache", path_steps_mustache, sizeof path_steps_mustache},
  {"print.mustache", print_mustache, sizeof print_mustache},
  {"question-list.mustache", question_list_mustache, sizeof question_list_mustache},
  {"question-topics.mustache", question_topics_mustache, sizeof question_topics_mustache},
  {"redirect.mustache", redirect_mustache, sizeof redirect_mustache},
  {"register.mustache", register_mustache, sizeof register_mustache},
  {"search-box.mustache", search_box_mustache, sizeof search_box_mustache},
  {"search.mustache", search_mustache, sizeof search_mustache},
  {"site-footer.mustache", site_footer_mustache, sizeof site_footer_mustache},
  {"site-header.mustache", site_header_mustache, sizeof site_header_mustache},
  {"source-list.mustache", source_list_mustache, sizeof source_list_mustache},
  {"sources.mustache", sources_mustache, sizeof sources_mustache},
  {"topic-map.mustache", topic_map_mustache, sizeof topic_map_mustache},
  {"assets/favicon.svg", favicon_svg, sizeof favicon_svg},
  {"assets/layers.css", layers_css, sizeof layers_css},
  {"assets/page-base.css", page_base_css, sizeof page_base_css},
  {"assets/page-code.css", page_code_css, sizeof page_code_css},
  {"assets/page-concepts.css", page_concepts_css, sizeof page_concepts_css},
  {"assets/page-frame.css", page_frame_css, sizeof page_frame_css},
  {"assets/page-home.css", page_home_css, sizeof page_home_css},
  {"assets/page-lists.css", page_lists_css, sizeof page_lists_css},
  {"assets/page-navigation.css", page_navigation_css, sizeof page_navigation_css},
  {"assets/page-paths.css", page_paths_css, sizeof page_paths_css},
  {"assets/page-print.css", page_print_css, sizeof page_print_css},
  {"assets/page-text.css", page_text_css, sizeof page_text_css},
  {"assets/register.css", register_css, sizeof register_css},
  {"assets/search.css", search_css, sizeof search_css},
  {"assets/search.js", search_js, sizeof search_js},
  {"assets/site.js", site_js, sizeof site_js},
};

int theme_file_count(void) { return sizeof files / sizeof *files; }

theme_file theme_file_at(int index) { return files[index]; }
