// json.cpp - JSON into Trees, first as it stands and then by the schema, and Trees into JSON.
#include "wire/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "crypto/hash.h"
#include "wire/refusal.h"
#include "wire/text.h"

namespace amishare::wire {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t json_depth_max = 64;  // deeper than any schema

// Builds a Tree of what the text says, without a schema. Stops at json_depth_max.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Tree take() { return std::move(root_); }

  bool null() override { return put({}); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(std::int64_t{value}); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value <= static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
      return put(static_cast<std::int64_t>(value));
    return put(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Tree::Map()); }
  bool start_array(std::size_t) override { return open(Tree::List()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool put(Tree value) {
    place(std::move(value));
    return true;
  }
  Tree& place(Tree value) {
    if (open_.empty()) return root_ = std::move(value);
    Tree& parent = *open_.back();
    return parent.as<Tree::Map>() ? parent.add(std::move(key_), std::move(value))
                                  : parent.append(std::move(value));
  }
  // A parent's other children come after the open one is closed, so its address stays.
  bool open(Tree value) {
    if (open_.size() == json_depth_max) return false;
    open_.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Tree root_;
  std::vector<Tree*> open_;
  std::string key_;
};

std::optional<Tree> parse(std::string_view text, bool comments = false) {
  Builder builder;
  const bool good = nlohmann::json::sax_parse(text.begin(), text.end(), &builder,
                                              nlohmann::json::input_format_t::json, true, comments);
  return good ? std::optional(builder.take()) : std::nullopt;
}

// How strictly a value must be of the schema's type.
enum class Manner {
  service,   // as AWS reads requests: refuses
  client,    // as SDKs read responses: throws UnreadableResponse
  scenario,  // keeps what it does not understand
};

class Converter {
 public:
  explicit Converter(Manner manner) : manner_(manner) {}

  Tree structure(const Schema& schema, const Tree::Map& entries) const {
    std::vector<const Tree*> found(schema.members.size(), nullptr);
    Tree::Map strange;
    for (const auto& [name, tree] : entries) {
      const auto index = member_index(schema, name);
      if (index)
        found[*index] = &tree;  // of two with one name, the last
      else if (manner_ == Manner::scenario)
        strange.emplace_back(name, tree);
    }
    Tree::Map out;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i] == nullptr || found[i]->is_null()) continue;
      const Member& member = schema.members[i];
      if (!member.emulated && manner_ == Manner::client) continue;
      out.emplace_back(member.name, value(*member.type, *found[i]));
    }
    out.insert(out.end(), strange.begin(), strange.end());
    return out;
  }

  Tree value(const Type& type, const Tree& tree) const {
    if (tree.is_null() || type.kind == Kind::unknown) return tree;
    switch (type.kind) {
      case Kind::structure:
        if (const auto* entries = tree.as<Tree::Map>()) return structure(*type.schema, *entries);
        break;
      case Kind::list:
        if (const auto* list = tree.as<Tree::List>()) return elements(type, *list);
        break;
      case Kind::map:
        if (const auto* entries = tree.as<Tree::Map>()) return map(type, *entries);
        break;
      default:
        if (auto out = scalar(type.kind, tree)) return *out;
    }
    return mistyped(type.kind, tree);
  }

 private:
  static std::optional<std::size_t> member_index(const Schema& schema, std::string_view name) {
    for (std::size_t i = 0; i < schema.members.size(); ++i)
      if (schema.members[i].name == name) return i;
    return std::nullopt;
  }

  Tree elements(const Type& type, const Tree::List& list) const {
    Tree::List out;
    for (const Tree& element : list)
      if (!element.is_null()) out.push_back(value(*type.element, element));
    return out;
  }

  Tree map(const Type& type, const Tree::Map& entries) const {
    std::map<std::string_view, std::size_t> places;  // of two with one key, the last
    Tree::Map out;
    for (const auto& [key, element] : entries) {
      if (element.is_null()) continue;
      const auto [place, fresh] = places.emplace(key, out.size());
      if (fresh)
        out.emplace_back(key, value(*type.element, element));
      else
        out[place->second].second = value(*type.element, element);
    }
    return out;
  }

  std::optional<Tree> scalar(Kind kind, const Tree& tree) const {
    const auto* text = tree.as<std::string>();
    const auto* whole = tree.as<std::int64_t>();
    const auto* real = tree.as<double>();
    switch (kind) {
      case Kind::string:
        if (text) return tree;
        return std::nullopt;
      case Kind::boolean:
        if (tree.as<bool>()) return tree;
        return std::nullopt;
      case Kind::integer:
        if (whole) return tree;
        if (real && manner_ != Manner::scenario) return truncated(*real);
        return std::nullopt;
      case Kind::real:
        if (whole) return Tree(static_cast<double>(*whole));
        if (real) return tree;
        return std::nullopt;
      case Kind::time:
        if (whole) return from_epoch_seconds(static_cast<double>(*whole));
        if (real) return from_epoch_seconds(*real);
        if (text)
          if (const auto instant = parse_time(*text)) return *instant;
        return std::nullopt;
      case Kind::blob:
        if (text)
          if (auto bytes = crypto::from_base64(*text)) return Blob{std::move(*bytes)};
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  // AWS cuts a fraction off; what does not fit becomes the nearest, for the limits to refuse.
  static Tree truncated(double value) {
    constexpr double bound = 9.2e18;
    return static_cast<std::int64_t>(value < -bound ? -bound : value > bound ? bound : value);
  }

  Tree mistyped(Kind kind, const Tree& tree) const {
    if (manner_ == Manner::scenario) return tree;
    const std::string sentence = mistyped_sentence(kind, tree);
    if (manner_ == Manner::client) throw UnreadableResponse(sentence);
    throw serialization(sentence);
  }

  // Recorded of another JSON 1.1 service (Athena, 2026); for times and blobs it sends none.
  static std::string mistyped_sentence(Kind kind, const Tree& tree) {
    if (tree.as<Tree::Map>()) return "Start of structure or map found where not expected.";
    if (tree.as<Tree::List>()) return "Start of list found where not expected";
    if (kind == Kind::list) return "Expected list or null";
    if (kind == Kind::structure || kind == Kind::map) return "Expected null";
    const auto* flag = tree.as<bool>();
    const std::string_view token = flag                     ? (*flag ? "TRUE_VALUE" : "FALSE_VALUE")
                                   : tree.as<std::string>() ? "STRING_VALUE"
                                                            : "NUMBER_VALUE";
    switch (kind) {
      case Kind::string:
        return fmt::format("{} can not be converted to a String", token);
      case Kind::integer:
        return fmt::format("{} can not be converted to an Integer", token);
      case Kind::boolean:
        return fmt::format("{} can not be converted to a Boolean", token);
      default:
        return {};
    }
  }

  const Manner manner_;
};

// Responses are written as they are walked: a JSON value of each would cost more than the request.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void value(const Tree& tree) {
    if (const auto* text = tree.as<std::string>()) return string(*text);
    if (const auto* number = tree.as<std::int64_t>()) return raw(std::to_string(*number));
    if (const auto* number = tree.as<double>()) return raw(ordered_json(*number).dump());
    if (const auto* flag = tree.as<bool>()) return raw(*flag ? "true" : "false");
    if (const auto* blob = tree.as<Blob>())
      return raw("\"" + crypto::to_base64(blob->bytes) + "\"");
    if (const auto* instant = tree.as<Instant>()) {
      return raw(ordered_json(epoch_seconds(*instant)).dump());
    }
    if (const auto* list = tree.as<Tree::List>()) return elements(*list);
    if (const auto* entries = tree.as<Tree::Map>()) return members(*entries);
    raw("null");
  }

 private:
  void raw(std::string_view text) { out_ += text; }

  void elements(const Tree::List& list) {
    char before = '[';
    for (const Tree& element : list) {
      out_ += before;
      before = ',';
      value(element);
    }
    raw(list.empty() ? "[]" : "]");
  }

  void members(const Tree::Map& entries) {
    char before = '{';
    for (const auto& [name, tree] : entries) {
      out_ += before;
      before = ',';
      string(name);
      out_ += ':';
      value(tree);
    }
    raw(entries.empty() ? "{}" : "}");
  }

  void string(std::string_view text) {
    out_ += '"';
    for (std::size_t at = 0; at < text.size();) {
      const char c = text[at];
      if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
        out_ += c;
        ++at;
      } else {
        special(next_code_point(text, at));
      }
    }
    out_ += '"';
  }

  void special(char32_t c) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += static_cast<char>(c);
    } else if (c >= ' ') {
      append_utf8(out_, c);  // U+FFFD for what is not UTF-8
    } else if (c >= 8 && c <= 13 && c != 11) {
      out_ += '\\';
      out_ += "btn_fr"[c - 8];  // 11 has no name
    } else {
      out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
  }

  std::string& out_;
};

// With times in ISO 8601, for people.
ordered_json to_json(const Tree& tree) {
  if (const auto* text = tree.as<std::string>()) return *text;
  if (const auto* number = tree.as<std::int64_t>()) return *number;
  if (const auto* number = tree.as<double>()) return *number;
  if (const auto* flag = tree.as<bool>()) return *flag;
  if (const auto* blob = tree.as<Blob>()) return crypto::to_base64(blob->bytes);
  if (const auto* instant = tree.as<Instant>()) return time_text_ms(*instant);
  if (const auto* list = tree.as<Tree::List>()) {
    ordered_json out = ordered_json::array();
    for (const Tree& element : *list) out.push_back(to_json(element));
    return out;
  }
  if (const auto* entries = tree.as<Tree::Map>()) {
    ordered_json out = ordered_json::object();
    for (const auto& [name, value] : *entries) out[name] = to_json(value);
    return out;
  }
  return nullptr;
}

}  // namespace

Tree decode_json_request(const Schema& schema, std::string_view body) {
  const std::optional<Tree> tree = parse(body);
  if (!tree) throw serialization();
  if (tree->as<Tree::List>()) throw serialization("Start of list found where not expected");
  const auto* entries = tree->as<Tree::Map>();
  if (!entries) throw serialization();
  return Converter(Manner::service).structure(schema, *entries);
}

std::string encode_json(const Tree& tree) {
  if (tree.is_null()) return "{}";
  std::string out;
  out.reserve(512);
  JsonWriter(out).value(tree);
  return out;
}

Tree decode_json_response(const Schema& schema, std::string_view body) {
  if (body.empty()) return Tree::Map();
  const std::optional<Tree> tree = parse(body);
  const auto* entries = tree ? tree->as<Tree::Map>() : nullptr;
  if (!entries) throw UnreadableResponse("not a JSON object");
  return Converter(Manner::client).structure(schema, *entries);
}

Tree tree_from_json_text(std::string_view text, const Schema& schema) {
  const std::optional<Tree> tree = parse(text, true);
  if (!tree) throw std::invalid_argument("this is not JSON");
  const auto* entries = tree->as<Tree::Map>();
  if (!entries) throw std::invalid_argument("this is not a JSON object");
  return Converter(Manner::scenario).structure(schema, *entries);
}

std::string json_text(const Tree& tree, int indent) {
  return to_json(tree).dump(indent, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace amishare::wire
