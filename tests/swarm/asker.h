// asker.h - requests that nobody would write: any operation, with members made from its schema.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/dice.h"
#include "wire/schema.h"
#include "wire/tree.h"

namespace amishare::swarm {

// Knows no operation by name. It fills members by their types, and where a member asks for an id it
// takes one that an earlier response told, so that requests reach each other's resources.
class Asker {
 public:
  explicit Asker(std::uint64_t seed) : dice_(seed) {}

  test::Dice& dice() { return dice_; }

  // Members for a request: what is required nearly always, what is not now and then.
  wire::Tree members(const wire::Schema& schema, int depth = 0);

  // Remembers the ids, ARNs, ciphertexts and tokens in a response.
  void learn(const wire::Tree& told);

  // What was seen that begins with `prefix` ("ami-"); empty if nothing was.
  const std::vector<std::string>& seen(std::string_view prefix) const;

 private:
  wire::Tree typed(const wire::Type& type, std::string_view name, int depth);
  std::string text(const wire::Type& type, std::string_view name);
  std::string plausible(std::string_view name);
  std::string policy(std::string_view name);
  std::string any_of(std::initializer_list<std::string_view> prefixes, std::string_view otherwise);
  void remember(const std::string& text);

  test::Dice dice_;
  std::map<std::string, std::vector<std::string>, std::less<>> seen_;  // by prefix
  std::set<std::string> known_;
  std::vector<std::string> blobs_;  // ciphertexts and what else was told as bytes
};

}  // namespace amishare::swarm
