// notation.h - the .api notation read into plain data, before anything is made of it.
#pragma once
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amishare::api {

struct Spot {
  std::string file;
  int line = 0;
};

class Complaints {
 public:
  void add(const Spot& spot, std::string_view text);
  bool empty() const { return lines_.empty(); }
  void print(std::ostream& out) const;  // in the order of the files' lines

 private:
  std::multimap<std::pair<std::string, int>, std::string> lines_;
};

struct TypeText {
  enum class Form { plain, list, map } form = Form::plain;
  std::string name = "string";  // plain
  std::string low, high, pattern;
  std::vector<TypeText> element;  // one, of a list or map
  std::string item;
  bool flat = false;
  bool any_case = false;

  std::string text() const;  // as the notation has it
};

struct MemberText {
  std::string name, asked, told;
  TypeText type;
  bool required = false, emulated = true, shown = false, maybe = false, sensitive = false;
  std::string place = "body";
  Spot spot;
};

struct Shape {
  std::string name;
  std::vector<MemberText> members;
  Spot spot;
  bool used = false;
  enum class Visit { none, open, done } visit = Visit::none;
};

struct OperationText {
  std::string name, method = "POST", uri = "/", status = "200";
  Shape input, output;
  bool answers = true;
};

struct Words {  // an enum's values, or a pattern
  std::vector<std::string> values;
  Spot spot;
  bool used = false;
};

struct Service {
  std::string name, version, protocol, xmlns, target;
  std::map<std::string, OperationText> operations;
  std::map<std::string, Shape> shapes;
  std::map<std::string, Words> enums, patterns;
  std::map<std::string, Spot> unemulated;
  std::vector<Shape*> order;  // shapes, each after those it is made of
};

// Whether `name` is a type of the notation itself: string, int, float, bool, time, blob.
bool is_primitive(std::string_view name);

// DescribeImages -> describe_images, KMSKeyId -> kms_key_id, ARNs -> arns.
std::string snake_case(std::string_view name);

// imageId for ImageId.
std::string lower_first(std::string text);

// Adds what the file declares to `service`.
void read(const std::string& path, Service& service, Complaints& complaints);

// Complains about what the files, taken together, lack or have too much of; puts into
// `service.order` each shape after those it is made of.
void check(Service& service, Complaints& complaints);

}  // namespace amishare::api
