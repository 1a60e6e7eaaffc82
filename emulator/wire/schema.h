// schema.h - what a service, an operation and a shape look like to code that does not know them.
//
// emulator/api/*.api is compiled into plain structs and one constexpr Schema for each. All that is
// generic (the walker, the four syntaxes, scenarios) reads these tables; nothing is instantiated
// for a shape and a protocol.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace amishare {
class Call;
}

namespace amishare::wire {

class Tree;
struct Schema;

// `unknown`: of a member that is known to AWS and not emulated.
enum class Kind : std::uint8_t {
  string,
  integer,
  real,
  boolean,
  time,
  blob,
  structure,
  list,
  map,
  unknown
};

// Of the length of a string (in characters), a blob, a list or a map, or of a number.
struct Limits {
  std::int64_t low = std::numeric_limits<std::int64_t>::min();
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  constexpr bool has_low() const { return low != std::numeric_limits<std::int64_t>::min(); }
  constexpr bool has_high() const { return high != std::numeric_limits<std::int64_t>::max(); }
};

// What a value is, whatever holds it.
struct Type {
  Kind kind = Kind::string;
  Limits limits{};
  std::string_view pattern{};                  // a whole match; empty if there is none
  std::span<const std::string_view> values{};  // of an enum, otherwise empty
  const Type* element = nullptr;               // of lists and maps
  const Schema* schema = nullptr;              // of structures
  std::string_view item{};                     // a list's element in XML, if not the usual name
  bool flat = false;                           // a list without an element of its own around it
  bool any_case = false;                       // of an enum: its values are compared without case
};

inline constexpr Type unknown_type{.kind = Kind::unknown};

// How to reach into one C++ type without knowing it. A holder is the member itself; its value is
// the holder, or what an optional holds.
struct Storage {
  bool (*filled)(const void* holder);                     // false: there is nothing to tell
  void* (*value)(void* holder);                           // requires filled()
  void* (*fill)(void* holder);                            // makes the value and gives its address
  std::size_t (*size)(const void* value) = nullptr;       // list, map
  void* (*at)(void* value, std::size_t index) = nullptr;  // list
  void* (*append)(void* value) = nullptr;                 // list
  void* (*put)(void* value, const std::string& key) = nullptr;  // map
  void (*each)(void* value, void* context,
               void (*visit)(void* context, const std::string& key, void* element)) = nullptr;
};

// Where a member of a REST operation stands.
enum class Place : std::uint8_t { body, header, query, path, payload };

struct Member {
  std::string_view name;   // as the SDKs call it
  std::string_view asked;  // as it stands in a request, or its header's name and so on
  std::string_view told;   // as it stands in a response
  const Type* type;
  const Storage* storage;  // null if it is not emulated
  bool required = false;
  bool emulated = true;
  bool shown = false;      // sent when empty
  bool sensitive = false;  // never repeated in an error
  Place place = Place::body;
};

struct Schema {
  std::string_view name;
  std::span<const Member> members;
  void* (*member)(void* object, std::size_t index);  // address of the holder of members[index]
};

struct Operation {
  std::string_view name;
  const Schema* input;
  const Schema* output;
  bool answers;  // false: the response has no body at all (KMS), or no result element (IAM)
  std::string_view method = "POST";
  std::string_view uri = "/";  // of REST services, with {labels}
  int status = 200;
  // Makes the request's struct from a checked Tree, has it handled, and gives the response as a
  // Tree of SDK names. Throws the Error that the handler throws.
  Tree (*serve)(const Operation& operation, Call& call, Tree request);
};

enum class Protocol : std::uint8_t { ec2, query, json, rest_json };

struct Service {
  std::string_view name;     // "ec2"
  std::string_view version;  // "2016-11-15"
  Protocol protocol;
  std::string_view xmlns{};                        // of XML responses
  std::string_view target_prefix{};                // of X-Amz-Target, without the dot
  std::span<const Operation> operations;           // by name
  std::span<const std::string_view> not_emulated;  // operations that AWS has, by name

  // Null if it is not emulated.
  const Operation* find(std::string_view operation) const;
  // Whether AWS has it and amishare has not.
  bool knows(std::string_view operation) const;
};

// The service of that name ("ec2"), one of services(); null if there is none.
const Service* find_service(std::string_view name);
const Operation* find_operation(std::string_view service, std::string_view operation);
std::span<const Service* const> services();

template <class T>
struct Stored {
  static bool filled(const void*) { return true; }
  static void* value(void* holder) { return holder; }
  static void* fill(void* holder) { return holder; }
  static constexpr Storage storage() { return {&filled, &value, &fill}; }
};

template <class T>
struct Stored<std::optional<T>> {
  using Holder = std::optional<T>;
  static bool filled(const void* holder) { return static_cast<const Holder*>(holder)->has_value(); }
  static void* value(void* holder) { return &**static_cast<Holder*>(holder); }
  static void* fill(void* holder) { return &static_cast<Holder*>(holder)->emplace(); }
  static constexpr Storage storage() { return {&filled, &value, &fill}; }
};

template <class T>
struct Stored<std::vector<T>> {
  using Holder = std::vector<T>;
  static bool filled(const void* holder) { return !static_cast<const Holder*>(holder)->empty(); }
  static void* value(void* holder) { return holder; }
  static void* fill(void* holder) { return holder; }
  static std::size_t size(const void* value) { return static_cast<const Holder*>(value)->size(); }
  static void* at(void* value, std::size_t index) { return &(*static_cast<Holder*>(value))[index]; }
  static void* append(void* value) { return &static_cast<Holder*>(value)->emplace_back(); }
  static constexpr Storage storage() { return {&filled, &value, &fill, &size, &at, &append}; }
};

// A list or map that is told when there is one, empty or not: @maybe.
template <class T>
struct Stored<std::optional<std::vector<T>>> {
  using Holder = std::optional<std::vector<T>>;
  using List = Stored<std::vector<T>>;
  static bool filled(const void* holder) { return static_cast<const Holder*>(holder)->has_value(); }
  static void* value(void* holder) { return &**static_cast<Holder*>(holder); }
  static void* fill(void* holder) { return &static_cast<Holder*>(holder)->emplace(); }
  static constexpr Storage storage() {
    return {&filled, &value, &fill, &List::size, &List::at, &List::append};
  }
};

template <class T>
struct Stored<std::map<std::string, T>> {
  using Holder = std::map<std::string, T>;
  static bool filled(const void* holder) { return !static_cast<const Holder*>(holder)->empty(); }
  static void* value(void* holder) { return holder; }
  static void* fill(void* holder) { return holder; }
  static std::size_t size(const void* value) { return static_cast<const Holder*>(value)->size(); }
  static void* put(void* value, const std::string& key) {
    return &(*static_cast<Holder*>(value))[key];
  }
  static void each(void* value, void* context, void (*visit)(void*, const std::string&, void*)) {
    for (auto& [key, element] : *static_cast<Holder*>(value)) visit(context, key, &element);
  }
  static constexpr Storage storage() {
    return {&filled, &value, &fill, &size, nullptr, nullptr, &put, &each};
  }
};

template <class T>
struct Stored<std::optional<std::map<std::string, T>>> {
  using Holder = std::optional<std::map<std::string, T>>;
  using Map = Stored<std::map<std::string, T>>;
  static bool filled(const void* holder) { return static_cast<const Holder*>(holder)->has_value(); }
  static void* value(void* holder) { return &**static_cast<Holder*>(holder); }
  static void* fill(void* holder) { return &static_cast<Holder*>(holder)->emplace(); }
  static constexpr Storage storage() {
    return {&filled, &value, &fill, &Map::size, nullptr, nullptr, &Map::put, &Map::each};
  }
};

template <class T>
inline constexpr Storage storage_of = Stored<T>::storage();

}  // namespace amishare::wire
