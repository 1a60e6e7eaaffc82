// world.cpp - how a world begins and how time passes in it.
#include "world/world.h"

namespace amishare {

World::World(const WorldOptions& options)
    : random(options.seed),
      timeline(options.start),
      pace(options.pace),
      switches(options.switches) {}

void World::open(const AccountId& account, const Region& region) {
  if (accounts_.insert(account).second) iam::open_account(*this, account);
  if (opened_.emplace(account, region).second) ec2::open_region(*this, account, region);
}

void World::advance_to(Instant instant) {
  timeline.advance_to(instant, [this](const Event& event) {
    std::visit([this](const auto& of_service) { on(*this, of_service); }, event);
  });
}

bool operator==(const World& left, const World& right) {
  return left.random == right.random && left.timeline == right.timeline &&
         left.pace == right.pace && left.switches == right.switches && left.iam == right.iam &&
         left.kms == right.kms && left.ebs == right.ebs && left.ec2 == right.ec2 &&
         left.organizations == right.organizations &&
         left.accounts_ == right.accounts_ && left.opened_ == right.opened_;
}

}  // namespace amishare
