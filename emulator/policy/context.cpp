// context.cpp - the condition keys of one request, found without regard to case.
#include "policy/context.h"

#include <algorithm>
#include <utility>

#include "policy/pattern.h"

namespace amishare::policy {
namespace {

Context::Entry* find_entry(std::vector<Context::Entry>& entries, std::string_view key) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Context::Entry& e) {
    return equal_ignoring_case(e.key, key);
  });
  return found == entries.end() ? nullptr : &*found;
}

void put(std::vector<Context::Entry>& entries, Context::Entry entry) {
  if (Context::Entry* old = find_entry(entries, entry.key)) {
    *old = std::move(entry);
  } else {
    // Hardly a request has more; growing step by step would move every text several times.
    if (entries.empty()) entries.reserve(32);
    entries.push_back(std::move(entry));
  }
}

}  // namespace

void Context::set(std::string_view key, std::string value) {
  Entry entry{std::string(key), {}, false};
  entry.values.push_back(std::move(value));
  put(entries_, std::move(entry));
}

void Context::set_many(std::string_view key, std::vector<std::string> values) {
  put(entries_, Entry{std::string(key), std::move(values), true});
}

const Context::Entry* Context::find(std::string_view key) const {
  for (const Entry& entry : entries_) {
    if (equal_ignoring_case(entry.key, key)) return &entry;
  }
  return nullptr;
}

void Context::add(const Context& other) {
  for (const Entry& entry : other.entries_) {
    if (find(entry.key) == nullptr) entries_.push_back(entry);
  }
}

}  // namespace amishare::policy
