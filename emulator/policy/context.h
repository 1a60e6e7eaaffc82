// context.h - the condition keys of one request and their values.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace amishare::policy {

// Key names compare without case, the part after ':' of tag-like keys included.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
class Context {
 public:
  struct Entry {
    std::string key;  // as set
    std::vector<std::string> values;
    bool multivalued = false;  // an array-typed key, whatever its number of values
    bool operator==(const Entry&) const = default;
  };

  // Replaces what the key had.
  void set(std::string_view key, std::string value);
  void set_many(std::string_view key, std::vector<std::string> values);
  // Null if the key is absent, which is not the same as present and empty.
  const Entry* find(std::string_view key) const;
  const std::vector<Entry>& entries() const { return entries_; }  // in the order of setting
  // Adds every key of `other` that is not here yet.
  void add(const Context& other);

  bool operator==(const Context&) const = default;

 private:
  std::vector<Entry> entries_;
};

}  // namespace amishare::policy
