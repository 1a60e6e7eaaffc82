// context.h - the condition keys of one request and their values.
#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amishare::policy {

// Key names compare without case, the part after ':' of tag-like keys included.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
//
// A request has dozens of keys and asks many questions, and the trace keeps the keys of each. So
// all texts of a context lie in one buffer, and contexts may rest on a common one.
class Context {
 public:
  // The values of one key, in the order of setting. Refers to the context.
  class Values {
   public:
    class Iterator {
     public:
      using iterator_category = std::input_iterator_tag;
      using value_type = std::string_view;
      using difference_type = std::ptrdiff_t;
      using pointer = const std::string_view*;
      using reference = std::string_view;
      Iterator() = default;
      Iterator(const char* at, std::size_t left) : at_(at), left_(left) {}
      std::string_view operator*() const;
      Iterator& operator++();
      Iterator operator++(int);
      bool operator==(const Iterator& other) const { return left_ == other.left_; }

     private:
      const char* at_ = nullptr;
      std::size_t left_ = 0;  // values from here on
    };

    Values() = default;
    Values(const char* first, std::size_t count) : first_(first), count_(count) {}
    Iterator begin() const { return {first_, count_}; }
    Iterator end() const { return {}; }
    std::size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }
    std::string_view front() const { return *begin(); }  // requires that there is one
    std::vector<std::string> list() const;
    bool operator==(const Values& other) const;

   private:
    const char* first_ = nullptr;
    std::size_t count_ = 0;
  };

  struct Entry {
    std::string_view key;  // as set
    Values values;
    bool multivalued = false;  // an array-typed key, whatever its number of values
    bool operator==(const Entry&) const = default;
  };

  // Replaces what the key had. The texts must not be of this context.
  void set(std::string_view key, std::string_view value);
  void set_many(std::string_view key, const std::vector<std::string>& values);
  // As `entry` of another context has it.
  void set(const Entry& entry);
  // nullopt if the key is absent, which is not the same as present and empty. Entries are valid
  // until the context changes.
  std::optional<Entry> find(std::string_view key) const;
  bool contains(std::string_view key) const { return find(key).has_value(); }
  // In the order of setting, those that it rests on last.
  std::vector<Entry> entries() const;
  // Adds every key of `other` that is not here yet.
  void add(const Context& other);
  // Keys that are not here are from now on those of `base`, which may be shared by many.
  void rest_on(std::shared_ptr<const Context> base) { base_ = std::move(base); }
  // About the memory that it takes for itself.
  std::size_t bytes() const { return texts_.capacity() + slots_.capacity() * sizeof(Slot); }

  bool operator==(const Context& other) const { return entries() == other.entries(); }

 private:
  struct Slot {
    std::uint32_t mark = 0;   // of the key, so that most others need no comparison
    std::uint32_t begin = 0;  // of the key in texts_; its values follow, each after its size
    std::uint32_t key_size = 0;
    std::uint32_t values = 0;
    bool multivalued = false;
  };

  const Slot* find_slot(std::string_view key) const;
  Entry entry(const Slot& slot) const;
  Slot& put_key(std::string_view key, bool multivalued);
  void put_value(Slot& slot, std::string_view value);

  std::string texts_;
  std::vector<Slot> slots_;
  std::shared_ptr<const Context> base_;
};

}  // namespace amishare::policy
