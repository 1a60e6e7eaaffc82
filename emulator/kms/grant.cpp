// grant.cpp - the indexes of grants.
#include "kms/grant.h"

#include <utility>

#include "world/require.h"

namespace amishare::kms {
namespace {

const Grants::Numbers& numbers_in(const std::map<std::string, Grants::Numbers, std::less<>>& index,
                                  std::string_view entry) {
  static const Grants::Numbers none;
  const auto place = index.find(entry);
  return place == index.end() ? none : place->second;
}

void unlink(std::map<std::string, Grants::Numbers, std::less<>>& index, std::string_view entry,
            std::uint64_t number) {
  const auto place = index.find(entry);
  require(place != index.end() && place->second.erase(number) == 1, "every grant is indexed");
  if (place->second.empty()) index.erase(place);
}

std::string grantee_entry(std::string_view key_id, std::string_view grantee) {
  return std::string(key_id).append(" ").append(grantee);
}

}  // namespace

const Grant& Grants::add(Grant grant) {
  grant.number = next_++;
  const bool fresh = by_id_.emplace(grant.id, grant.number).second;
  require(fresh, "a grant's id is given once");
  by_key_[grant.key_id].insert(grant.number);
  by_grantee_[grantee_entry(grant.key_id, grant.grantee.name)].insert(grant.number);
  if (grant.retiring) by_retiring_[grant.retiring->name].insert(grant.number);
  const std::uint64_t number = grant.number;
  return rows_.emplace_hint(rows_.end(), number, std::move(grant))->second;
}

void Grants::erase(std::string_view id) {
  const auto place = by_id_.find(id);
  require(place != by_id_.end(), "the grant exists");
  const auto row = rows_.find(place->second);
  const Grant& grant = row->second;
  unlink(by_key_, grant.key_id, grant.number);
  unlink(by_grantee_, grantee_entry(grant.key_id, grant.grantee.name), grant.number);
  if (grant.retiring) unlink(by_retiring_, grant.retiring->name, grant.number);
  by_id_.erase(place);
  rows_.erase(row);
}

void Grants::erase_of_key(std::string_view key_id) {
  const Numbers numbers = of_key(key_id);
  for (const std::uint64_t number : numbers) erase(std::string(at(number).id));
}

void Grants::give_back(std::uint64_t next) {
  require(rows_.empty() || rows_.rbegin()->first < next, "no grant has the number");
  next_ = next;
}

const Grant* Grants::find(std::string_view id) const {
  const auto place = by_id_.find(id);
  return place == by_id_.end() ? nullptr : &rows_.at(place->second);
}

const Grants::Numbers& Grants::of_key(std::string_view key_id) const {
  return numbers_in(by_key_, key_id);
}

const Grants::Numbers& Grants::of_grantee(std::string_view key_id, std::string_view grantee) const {
  return numbers_in(by_grantee_, grantee_entry(key_id, grantee));
}

const Grants::Numbers& Grants::of_retiring(std::string_view retiring) const {
  return numbers_in(by_retiring_, retiring);
}

}  // namespace amishare::kms
