// context.cpp - keys and values in one buffer, found without regard to case.
#include "policy/context.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "policy/pattern.h"

namespace amishare::policy {
namespace {

std::uint32_t read_size(const char* at) {
  std::uint32_t size = 0;
  std::memcpy(&size, at, sizeof size);
  return size;
}

// Equal for keys that differ by case alone, and seldom for others.
std::uint32_t mark_of(std::string_view key) {
  const std::size_t size = key.size();
  if (size == 0) return 0;
  const auto at = [key](std::size_t position) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(lower(key[position])));
  };
  return static_cast<std::uint32_t>(size & 0xFFU) | at(size - 1) << 8U | at(size / 2) << 16U |
         at(size - 1 - size / 4) << 24U;
}

}  // namespace

std::string_view Context::Values::Iterator::operator*() const {
  return {at_ + sizeof(std::uint32_t), read_size(at_)};
}

Context::Values::Iterator& Context::Values::Iterator::operator++() {
  at_ += sizeof(std::uint32_t) + read_size(at_);
  --left_;
  return *this;
}

Context::Values::Iterator Context::Values::Iterator::operator++(int) {
  Iterator old = *this;
  ++*this;
  return old;
}

std::vector<std::string> Context::Values::list() const {
  std::vector<std::string> texts;
  for (const std::string_view value : *this) texts.emplace_back(value);
  return texts;
}

bool Context::Values::operator==(const Values& other) const {
  return count_ == other.count_ && std::equal(begin(), end(), other.begin());
}

void Context::set(std::string_view key, std::string_view value) {
  put_value(put_key(key, false), value);
}

void Context::set_many(std::string_view key, const std::vector<std::string>& values) {
  Slot& slot = put_key(key, true);
  for (const std::string& value : values) put_value(slot, value);
}

void Context::set(const Entry& entry) {
  Slot& slot = put_key(entry.key, entry.multivalued);
  for (const std::string_view value : entry.values) put_value(slot, value);
}

std::optional<Context::Entry> Context::find(std::string_view key) const {
  if (const Slot* slot = find_slot(key)) return entry(*slot);
  return base_ == nullptr ? std::nullopt : base_->find(key);
}

std::vector<Context::Entry> Context::entries() const {
  std::vector<Entry> all;
  for (const Slot& slot : slots_) all.push_back(entry(slot));
  if (base_ == nullptr) return all;
  for (const Entry& below : base_->entries()) {
    if (find_slot(below.key) == nullptr) all.push_back(below);
  }
  return all;
}

void Context::add(const Context& other) {
  for (const Slot& slot : other.slots_) {
    const Entry theirs = other.entry(slot);
    if (!contains(theirs.key)) set(theirs);
  }
  if (other.base_ != nullptr) add(*other.base_);
}

const Context::Slot* Context::find_slot(std::string_view key) const {
  const std::uint32_t mark = mark_of(key);
  for (const Slot& slot : slots_) {
    if (slot.mark == mark &&
        equal_ignoring_case(std::string_view(texts_.data() + slot.begin, slot.key_size), key)) {
      return &slot;
    }
  }
  return nullptr;
}

Context::Entry Context::entry(const Slot& slot) const {
  const char* begin = texts_.data() + slot.begin;
  return {std::string_view(begin, slot.key_size), Values(begin + slot.key_size, slot.values),
          slot.multivalued};
}

Context::Slot& Context::put_key(std::string_view key, bool multivalued) {
  auto* slot = const_cast<Slot*>(find_slot(key));
  if (slot == nullptr) {
    // Most requests fit; growing step by step would move every text several times.
    if (slots_.empty()) {
      slots_.reserve(16);
      texts_.reserve(512);
    }
    slot = &slots_.emplace_back();
    slot->mark = mark_of(key);
  }
  // What the key had before stays in the buffer, unused: keys are seldom set twice.
  slot->begin = static_cast<std::uint32_t>(texts_.size());
  slot->key_size = static_cast<std::uint32_t>(key.size());
  slot->values = 0;
  slot->multivalued = multivalued;
  texts_ += key;
  return *slot;
}

void Context::put_value(Slot& slot, std::string_view value) {
  const auto size = static_cast<std::uint32_t>(value.size());
  texts_.append(reinterpret_cast<const char*>(&size), sizeof size);
  texts_ += value;
  ++slot.values;
}

}  // namespace amishare::policy
