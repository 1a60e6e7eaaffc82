// document.cpp - JSON in, Policy or complaint out.
#include "policy/document.h"

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "policy/compile.h"
#include "policy/grammar.h"
#include "policy/node.h"
#include "policy/policy.h"

namespace amishare::policy {
namespace {

using Json = nlohmann::json;

// No policy that AWS accepts comes near this depth.
constexpr std::size_t deepest = 16;

// Reads characters and tells outside how many it has read, since the parser gives no positions.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** last) : at_(at), last_(last) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    if (last_ != nullptr) *last_ = at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator old = *this;
    ++*this;
    return old;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** last_;
};

// Receives the parser's events and builds the tree. A false return stops the parser.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), last_(text.data()) {}

  // nullopt if the text is no JSON or not of a kind that a policy can be; then failed_at() is
  // where.
  std::optional<Node> read() {
    const bool complete =
        Json::sax_parse(CountingIterator(text_.data(), &last_),
                        CountingIterator(text_.data() + text_.size(), nullptr), this);
    if (!complete) return std::nullopt;
    return std::move(root_);
  }
  std::size_t failed_at() const { return offset(); }

  bool null() { return add(Node::Kind::null, "null"); }
  bool boolean(bool value) { return add(Node::Kind::boolean, value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return add(Node::Kind::number, std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) {
    return add(Node::Kind::number, std::to_string(value));
  }
  bool number_float(double, const std::string& spelling) {
    return add(Node::Kind::number, spelling);
  }
  bool string(std::string& value) { return add(Node::Kind::string, value); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Node::Kind::object); }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Node::Kind::array); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    if (!keys_.back().insert(name).second) return false;
    path_.back()->members.push_back({name, Node{}});
    done_ = offset();
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
    return false;
  }

 private:
  std::size_t offset() const { return static_cast<std::size_t>(last_ - text_.data()); }

  // Where the token begins that has just been read: behind the last one and what stands between.
  std::size_t token_begin() const {
    const auto begin = text_.find_first_not_of(" \t\r\n,:", done_);
    return begin == std::string_view::npos ? done_ : begin;
  }

  Node& place() {
    if (path_.empty()) return root_;
    Node& parent = *path_.back();
    if (parent.is_array()) return parent.items.emplace_back();
    return parent.members.back().value;
  }

  bool add(Node::Kind kind, std::string text) {
    const std::size_t begin = token_begin();
    Node& node = place();
    node.kind = kind;
    node.text = std::move(text);
    node.begin = begin;
    // The parser has read one character beyond a number; only strings need their end.
    node.end = offset();
    done_ = kind == Node::Kind::string ? node.end : begin;
    if (kind != Node::Kind::string) skip_word();
    return true;
  }

  void skip_word() {
    const auto end = text_.find_first_of(" \t\r\n,:]}", done_);
    done_ = end == std::string_view::npos ? text_.size() : end;
  }

  bool open(Node::Kind kind) {
    if (path_.size() >= deepest) return false;
    const std::size_t begin = token_begin();
    Node& node = place();
    node.kind = kind;
    node.begin = begin;
    path_.push_back(&node);
    keys_.emplace_back();
    done_ = offset();
    return true;
  }

  bool close() {
    path_.back()->end = offset();
    done_ = offset();
    path_.pop_back();
    keys_.pop_back();
    return true;
  }

  std::string_view text_;
  const char* last_;
  std::size_t done_ = 0;  // end of the last token
  Node root_;
  // The open arrays and objects, outermost first. Only the innermost grows, so these stay valid.
  std::vector<Node*> path_;
  std::vector<std::set<std::string>> keys_;  // of each of these
};

}  // namespace

Parsed parse(std::string_view text, DocumentKind kind) {
  Parsed parsed;
  // A byte order mark, which the parser would pass over, is not in AWS's range of characters.
  const bool marked = text.starts_with("\xEF\xBB\xBF");
  Reader reader(text);
  const auto document = marked ? std::nullopt : reader.read();
  if (!document) {
    parsed.complaint = complain_of_json(text, kind, reader.failed_at());
    return parsed;
  }
  parsed.complaint = complain(*document, text, kind);
  if (!parsed.complaint) parsed.policy = compile(*document, text, kind);
  return parsed;
}

std::size_t counted_size(std::string_view text) {
  std::size_t size = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      size += i + 1 < text.size() ? 2 : 1;
      ++i;
      continue;
    }
    if (c == '"') quoted = !quoted;
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (quoted || !blank) ++size;
  }
  return size;
}

bool StoredPolicy::operator==(const StoredPolicy& other) const {
  if (policy_ == other.policy_) return true;
  return policy_ != nullptr && other.policy_ != nullptr && *policy_ == *other.policy_;
}

}  // namespace amishare::policy
