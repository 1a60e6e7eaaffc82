// asker.h - a principal in a Region of a world, who asks.
#pragma once
#include <string>
#include <utility>

#include "support/world_builder.h"

namespace amishare::test {

class Asker {
 public:
  // The root user of `account`.
  Asker(World& world, const std::string& account, const std::string& region = "us-east-1")
      : Asker(world, root(AccountId{account}), Region{region}) {}

  // The same principal in another Region.
  Asker in(const std::string& region) const { return {*world_, caller_, Region{region}}; }

  // A new user of this account whose only policy is `document`; without a document it has none.
  Asker user(const std::string& name, const std::string& document = {}) const {
    return {*world_, test::user(*world_, account(), name, document), region_};
  }

  const AccountId& account() const { return caller_.principal->account; }
  const Region& region() const { return region_; }
  World& world() const { return *world_; }

  template <class Op>
  typename Op::Response ask(const typename Op::Request& request) const {
    return test::ask<Op>(*world_, caller_, request, region_);
  }

  // What it is refused with. Fails the test if it is not, or if the refusal changed anything.
  template <class Op>
  Error refused(const typename Op::Request& request) const {
    return refusal_of<Op>(*world_, caller_, request, region_);
  }

 private:
  Asker(World& world, Caller caller, Region region)
      : world_(&world), caller_(std::move(caller)), region_(std::move(region)) {
    world.open(account(), region_);
  }

  World* world_;
  Caller caller_;
  Region region_;
};

}  // namespace amishare::test
