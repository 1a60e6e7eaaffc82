// notation.cpp - reading and checking the .api notation of README.md.
#include "api/notation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>

#include "wire/pattern.h"

namespace amishare::api {
namespace {

struct Word {
  std::string text;
  Spot spot;
};

// A line that begins in the first column, with the indented lines that follow it.
struct Statement {
  std::vector<Word> words;
};

const std::set<std::string, std::less<>> primitives = {"string", "int",  "float",
                                                       "bool",   "time", "blob"};

bool is_name(std::string_view text) {
  return !text.empty() && std::isalpha(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
}

bool is_number(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

class Reader {
 public:
  Reader(Service& service, Complaints& complaints) : service_(service), complaints_(complaints) {}

  void read(const std::string& path) {
    std::ifstream in(path);
    if (!in) return complain({path, 0}, "cannot be read");
    std::vector<Statement> statements;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      const Spot spot{path, ++number};
      std::vector<Word> words = split(line, spot);
      if (words.empty()) continue;
      if (!std::isspace(static_cast<unsigned char>(line[0]))) {
        statements.emplace_back();
      } else if (statements.empty()) {
        complain(spot, "an indented line that continues nothing");
        continue;
      }
      auto& all = statements.back().words;
      all.insert(all.end(), words.begin(), words.end());
    }
    if (statements.empty() || statements.front().words.front().text != "service")
      complain({path, 1}, "a file begins with `service NAME`");
    for (const Statement& statement : statements) read(statement);
  }

 private:
  using Cursor = std::size_t;

  void complain(const Spot& spot, std::string_view text) { complaints_.add(spot, text); }

  // A line in words; parentheses around members stand alone, `"..."` runs to the line's last quote.
  static std::vector<Word> split(std::string_view line, const Spot& spot) {
    std::vector<Word> words;
    std::size_t at = 0;
    while (at < line.size()) {
      const char c = line[at];
      if (std::isspace(static_cast<unsigned char>(c))) {
        ++at;
      } else if (c == '#') {
        break;
      } else if (c == '"') {
        const std::size_t end = line.rfind('"');
        words.push_back({std::string(line.substr(at, end - at + 1)), spot});
        at = std::max(end, at) + 1;
      } else if (c == '(' || c == ')') {
        words.push_back({std::string(1, c), spot});
        ++at;
      } else {
        // A word's own parentheses, as in `Name(1..5)` and `@header(X)`, belong to it; the one that
        // opens an operation's members follows a name and is not followed by limits.
        const std::size_t begin = at;
        int depth = 0;
        while (at < line.size() && !std::isspace(static_cast<unsigned char>(line[at]))) {
          if (line[at] == '(' && depth == 0 && opens_members(line, begin, at)) break;
          if (line[at] == ')' && depth == 0) break;
          if (line[at] == '(') ++depth;
          if (line[at] == ')') --depth;
          ++at;
        }
        words.push_back({std::string(line.substr(begin, at - begin)), spot});
      }
    }
    return words;
  }

  static bool opens_members(std::string_view line, std::size_t begin, std::size_t at) {
    if (line.substr(begin, at - begin).find('@') != std::string_view::npos) return false;
    const std::size_t after = line.find_first_not_of("-0123456789", at + 1);
    return after == std::string_view::npos || line.substr(after, 2) != "..";
  }

  void read(const Statement& statement) {
    const auto& words = statement.words;
    const Word& first = words[0];
    if (first.text == "service") return read_service(words);
    if (first.text == "unemulated") return read_unemulated(words);
    if (first.text == "enum" || first.text == "pattern") return read_words(words);
    if (!is_name(first.text)) return complain(first.spot, "expected a name, not " + first.text);
    const bool operation =
        std::any_of(words.begin(), words.end(), [](const Word& word) { return word.text == "->"; });
    operation ? read_operation(words) : read_shape(words);
  }

  void read_service(const std::vector<Word>& words) {
    const Spot& spot = words[0].spot;
    if (words.size() < 2 || !is_name(words[1].text))
      return complain(spot, "service of which name?");
    if (!service_.name.empty() && service_.name != words[1].text)
      return complain(spot, "another service than " + service_.name);
    service_.name = words[1].text;
    if (words.size() == 2) return;
    if (!service_.version.empty()) complain(spot, "the service's version is given twice");
    service_.version = words[2].text;
    for (std::size_t i = 3; i < words.size(); ++i) {
      const std::string& text = words[i].text;
      const std::string value = text.substr(std::min(text.find('=') + 1, text.size()));
      if (text.starts_with("protocol="))
        service_.protocol = value;
      else if (text.starts_with("xmlns="))
        service_.xmlns = value;
      else if (text.starts_with("target="))
        service_.target = value;
      else
        complain(words[i].spot, "expected protocol=, xmlns= or target=, not " + text);
    }
    static const std::set<std::string> protocols = {"ec2", "query", "json", "rest_json"};
    if (!protocols.count(service_.protocol))
      complain(spot, "protocol= is ec2, query, json or rest_json");
  }

  void read_unemulated(const std::vector<Word>& words) {
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (!is_name(words[i].text)) complain(words[i].spot, "not a name: " + words[i].text);
      if (!service_.unemulated.emplace(words[i].text, words[i].spot).second)
        complain(words[i].spot, words[i].text + " is listed twice");
    }
  }

  void read_words(const std::vector<Word>& words) {
    const Spot& spot = words[0].spot;
    const bool is_enum = words[0].text == "enum";
    if (words.size() < 4 || !is_name(words[1].text) || words[2].text != "=")
      return complain(
          spot, is_enum ? "expected `enum Name = a | b`" : "expected `pattern Name = \"...\"`");
    Words out{{}, spot, false};
    if (is_enum) {
      for (std::size_t i = 3; i < words.size(); ++i) {
        if ((i % 2 == 0) != (words[i].text == "|"))
          return complain(words[i].spot, "expected `a | b`");
        if (words[i].text != "|") out.values.push_back(words[i].text);
      }
    } else {
      const std::string& text = words[3].text;
      if (words.size() != 4 || text.size() < 3 || text.front() != '"' || text.back() != '"')
        return complain(spot, "expected `pattern Name = \"...\"`");
      out.values.push_back(text.substr(1, text.size() - 2));
      if (!wire::Pattern::compile(out.values[0]))
        complain(spot, "a pattern that wire/pattern.h does not know: " + text);
    }
    auto& all = is_enum ? service_.enums : service_.patterns;
    if (!all.emplace(words[1].text, out).second ||
        (is_enum && service_.shapes.count(words[1].text)))
      complain(spot, words[1].text + " is declared twice");
  }

  void read_shape(const std::vector<Word>& words) {
    Shape shape{words[0].text, {}, words[0].spot};
    Cursor at = 1;
    if (!read_members(words, at, shape)) return;
    if (at != words.size()) return complain(words[at].spot, "what is " + words[at].text + "?");
    if (service_.enums.count(shape.name) || is_primitive(shape.name) ||
        !service_.shapes.emplace(shape.name, shape).second)
      complain(shape.spot, shape.name + " is declared twice");
  }

  void read_operation(const std::vector<Word>& words) {
    OperationText operation;
    const Spot& spot = words[0].spot;
    operation.name = words[0].text;
    Cursor at = 1;
    std::vector<std::string> route;
    while (at < words.size() && words[at].text != "(") route.push_back(words[at++].text);
    if (!route.empty()) {
      if (route.size() < 2 || route.size() > 3 || route[1][0] != '/')
        return complain(spot, "expected `Name METHOD /uri [status](...)`");
      operation.method = route[0];
      operation.uri = route[1];
      if (route.size() == 3) operation.status = route[2];
      if (!is_number(operation.status)) complain(spot, "a status is a number");
    }
    operation.input = {operation.name + "Request", {}, spot};
    operation.output = {operation.name + "Response", {}, spot};
    if (!read_members(words, at, operation.input)) return;
    if (at >= words.size() || words[at].text != "->") return complain(spot, "expected `->`");
    ++at;
    if (at < words.size() && words[at].text == "nothing") {
      operation.answers = false;
      ++at;
    } else if (!read_members(words, at, operation.output)) {
      return;
    }
    if (at != words.size()) return complain(words[at].spot, "what is " + words[at].text + "?");
    if (!service_.operations.emplace(operation.name, operation).second)
      complain(spot, operation.name + " is declared twice");
  }

  bool read_members(const std::vector<Word>& words, Cursor& at, Shape& shape) {
    if (at >= words.size() || words[at].text != "(") {
      complain(at < words.size() ? words[at].spot : words.back().spot, "expected `(`");
      return false;
    }
    std::set<std::string> seen;
    for (++at; at < words.size() && words[at].text != ")"; ++at) {
      if (words[at].text == "(") {
        complain(words[at].spot, "a member begins with its name; limits are (low..high)");
        return false;
      }
      MemberText member = read_member(words[at]);
      if (!seen.insert(snake_case(member.name)).second)
        complain(member.spot, member.name + " stands twice in " + shape.name);
      shape.members.push_back(std::move(member));
    }
    if (at >= words.size()) {
      complain(words.back().spot, "`)` is missing");
      return false;
    }
    ++at;
    return true;
  }

  // Name/asked/told!:type(lo..hi)~Pattern@attribute(value)
  MemberText read_member(const Word& word) {
    MemberText out;
    out.spot = word.spot;
    std::string_view rest = word.text;
    const auto take = [&](std::string_view stops) {
      const std::size_t end = std::min(rest.find_first_of(stops), rest.size());
      const std::string taken(rest.substr(0, end));
      rest.remove_prefix(end);
      return taken;
    };
    const auto skip = [&](char c) {
      if (rest.empty() || rest[0] != c) return false;
      rest.remove_prefix(1);
      return true;
    };
    constexpr std::string_view ends = "/!?:(~@";
    out.name = take(ends);
    if (!is_name(out.name)) complain(word.spot, "not a member's name: " + word.text);
    if (skip('/')) out.asked = take(ends);
    if (skip('/')) out.told = take(ends);
    if (skip('!')) out.required = true;
    if (skip('?')) out.emulated = false;
    if (skip(':')) {
      out.type = read_type(rest, word);
    } else {
      read_constraints(rest, out.type, word);
    }
    while (skip('@')) {
      const std::string attribute = take("(@");
      std::string value;
      if (skip('(')) {
        value = take(")");
        if (!skip(')')) complain(word.spot, "`)` is missing in " + word.text);
      }
      read_attribute(out, attribute, value);
    }
    if (!rest.empty()) complain(word.spot, fmt::format("what is {} in {}?", rest, word.text));
    if (!out.emulated && out.type.text() != "string")
      complain(word.spot, "a member that is not emulated has no type: " + word.text);
    return out;
  }

  void read_attribute(MemberText& out, const std::string& attribute, const std::string& value) {
    if (attribute == "shown") {
      out.shown = true;
      if (out.type.form == TypeText::Form::plain) complain(out.spot, "@shown is for lists");
    } else if (attribute == "maybe") {
      out.maybe = true;
      if (out.type.form == TypeText::Form::plain) {
        complain(out.spot, "@maybe is for lists and maps");
      }
    } else if (attribute == "sensitive") {
      out.sensitive = true;
    } else if (attribute == "anycase") {
      out.type.any_case = true;
    } else if (attribute == "flat") {
      out.type.flat = true;
    } else if (attribute == "item") {
      out.type.item = value;
    } else if (attribute == "header" || attribute == "query" || attribute == "path") {
      out.place = attribute;
      if (!value.empty()) out.asked = out.told = value;
    } else if (attribute == "body") {
      out.place = "payload";
    } else {
      complain(out.spot, "no such attribute: @" + attribute);
    }
  }

  TypeText read_type(std::string_view& rest, const Word& word) {
    TypeText out;
    if (!rest.empty() && (rest[0] == '[' || rest[0] == '{')) {
      const char close = rest[0] == '[' ? ']' : '}';
      out.form = close == ']' ? TypeText::Form::list : TypeText::Form::map;
      out.name.clear();
      rest.remove_prefix(1);
      out.element.push_back(read_type(rest, word));
      if (out.element[0].form != TypeText::Form::plain || out.element[0].name == "bool")
        complain(word.spot, "a list or map of this is not supported: " + word.text);
      if (rest.empty() || rest[0] != close)
        complain(word.spot, fmt::format("`{}` is missing in {}", close, word.text));
      else
        rest.remove_prefix(1);
    } else {
      std::size_t end = 0;
      while (end < rest.size() && (std::isalnum(static_cast<unsigned char>(rest[end])) ||
                                   rest[end] == '_' || rest[end] == '-'))
        ++end;
      out.name = std::string(rest.substr(0, end));
      rest.remove_prefix(end);
      if (out.name.empty()) complain(word.spot, "a type is missing in " + word.text);
    }
    read_constraints(rest, out, word);
    return out;
  }

  void read_constraints(std::string_view& rest, TypeText& out, const Word& word) {
    if (!rest.empty() && rest[0] == '(') {
      const std::size_t dots = rest.find(".."), end = rest.find(')');
      if (dots == std::string_view::npos || end == std::string_view::npos || dots > end) {
        complain(word.spot, "limits are (low..high): " + word.text);
        rest = {};
        return;
      }
      out.low = rest.substr(1, dots - 1);
      out.high = rest.substr(dots + 2, end - dots - 2);
      if ((!out.low.empty() && !is_number(out.low)) ||
          (!out.high.empty() && !is_number(out.high)) || (out.low.empty() && out.high.empty()))
        complain(word.spot, "limits are (low..high): " + word.text);
      rest.remove_prefix(end + 1);
    }
    if (!rest.empty() && rest[0] == '~') {
      const std::size_t end = std::min(rest.find_first_of("@]}"), rest.size());
      out.pattern = rest.substr(1, end - 1);
      rest.remove_prefix(end);
    }
  }

  Service& service_;
  Complaints& complaints_;
};

// A constrained type's limits and patterns where they make no sense, and names nobody declared.
class Checker {
 public:
  Checker(Service& service, Complaints& complaints) : service_(service), complaints_(complaints) {}

  void check() {
    if (service_.version.empty())
      complaints_.add({service_.name, 0}, "no file says the service's version and protocol");
    for (auto& [name, operation] : service_.operations) {
      if (const auto found = service_.unemulated.find(name); found != service_.unemulated.end())
        complaints_.add(found->second, name + " is declared as an operation, too");
      in_request_ = true;
      visit(operation.input);
      in_request_ = false;
      visit(operation.output);
      check_route(operation);
    }
    for (auto& [name, shape] : service_.shapes)
      if (!shape.used) complaints_.add(shape.spot, "nothing uses the structure " + name);
    for (auto& [name, words] : service_.enums)
      if (!words.used) complaints_.add(words.spot, "nothing uses the enum " + name);
    for (auto& [name, words] : service_.patterns)
      if (!words.used) complaints_.add(words.spot, "nothing uses the pattern " + name);
  }

 private:
  void visit(Shape& shape) {
    shape.used = true;
    if (shape.visit == Shape::Visit::done) return;
    if (shape.visit == Shape::Visit::open)
      return complaints_.add(shape.spot, shape.name + " contains itself");
    shape.visit = Shape::Visit::open;
    for (MemberText& member : shape.members) {
      check_place(member);
      if (member.emulated) check(member.type, member);
    }
    shape.visit = Shape::Visit::done;
    service_.order.push_back(&shape);
  }

  void check(const TypeText& type, const MemberText& member) {
    if (!type.pattern.empty()) {
      const auto found = service_.patterns.find(type.pattern);
      if (found == service_.patterns.end())
        complaints_.add(member.spot, "no such pattern: " + type.pattern);
      else
        found->second.used = true;
      if (type.name != "string") complaints_.add(member.spot, "a pattern is for strings");
    }
    const bool has_maps =
        service_.protocol == "json" || (service_.protocol == "query" && !in_request_);
    if (type.form == TypeText::Form::map && !has_maps)
      complaints_.add(member.spot, "maps are supported in JSON and in responses of `query` only");
    if (type.form != TypeText::Form::plain) return check(type.element[0], member);
    if (type.any_case && service_.enums.count(type.name) == 0)
      complaints_.add(member.spot, "@anycase is for enums");
    if (is_primitive(type.name)) return;
    if (const auto found = service_.enums.find(type.name); found != service_.enums.end())
      found->second.used = true;
    else if (const auto shape = service_.shapes.find(type.name); shape != service_.shapes.end())
      visit(shape->second);
    else
      complaints_.add(member.spot, "no such type: " + type.name);
  }

  void check_place(const MemberText& member) {
    if (member.place != "body" && service_.protocol != "rest_json")
      complaints_.add(member.spot, "only a REST service has @" + member.place);
    if (member.type.form != TypeText::Form::plain && member.place != "body")
      complaints_.add(member.spot, "a list or map stands in the body");
  }

  // Every {label} of the URI is a member, and every @path member a label.
  void check_route(const OperationText& operation) {
    for (const MemberText& member : operation.input.members)
      if (member.place == "path" &&
          operation.uri.find("{" + asked(member) + "}") == std::string::npos)
        complaints_.add(member.spot, "the URI has no {" + asked(member) + "}");
    std::size_t at = 0;
    while ((at = operation.uri.find('{', at)) != std::string::npos) {
      const std::size_t end = std::min(operation.uri.find('}', at), operation.uri.size());
      const std::string label = operation.uri.substr(at + 1, end - at - 1);
      const auto& members = operation.input.members;
      if (std::none_of(members.begin(), members.end(), [&](const MemberText& member) {
            return member.place == "path" && asked(member) == label;
          }))
        complaints_.add(operation.input.spot, "no member has @path(" + label + ")");
      at = end;
    }
  }

  static const std::string& asked(const MemberText& member) {
    return member.asked.empty() ? member.name : member.asked;
  }

  Service& service_;
  Complaints& complaints_;
  bool in_request_ = false;
};

}  // namespace

void Complaints::add(const Spot& spot, std::string_view text) {
  lines_.insert({{spot.file, spot.line}, fmt::format("{}:{}: {}\n", spot.file, spot.line, text)});
}

void Complaints::print(std::ostream& out) const {
  for (const auto& line : lines_) out << line.second;
}

std::string TypeText::text() const {
  std::string out = form == Form::plain  ? name
                    : form == Form::list ? "[" + element[0].text() + "]"
                                         : "{" + element[0].text() + "}";
  if (!low.empty() || !high.empty()) out += "(" + low + ".." + high + ")";
  if (!pattern.empty()) out += "~" + pattern;
  if (!item.empty()) out += "@item(" + item + ")";
  if (flat) out += "@flat";
  if (any_case) out += "@anycase";
  return out;
}

bool is_primitive(std::string_view name) { return primitives.count(name) != 0; }

std::string snake_case(std::string_view name) {
  const auto upper = [&](std::size_t i) {
    return i < name.size() && std::isupper(static_cast<unsigned char>(name[i])) != 0;
  };
  const auto lower = [&](std::size_t i) {
    return i < name.size() && std::islower(static_cast<unsigned char>(name[i])) != 0;
  };
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool plural = i + 2 == name.size() && name[i + 1] == 's';
    if (i > 0 && upper(i) && (!upper(i - 1) || (lower(i + 1) && !plural)) && out.back() != '_')
      out += '_';
    out +=
        name[i] == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return out;
}

std::string lower_first(std::string text) {
  text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

void read(const std::string& path, Service& service, Complaints& complaints) {
  Reader(service, complaints).read(path);
}

void check(Service& service, Complaints& complaints) { Checker(service, complaints).check(); }

}  // namespace amishare::api
