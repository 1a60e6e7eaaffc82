// invariants.cpp - each rule one function that adds a line for whatever breaks it.
#include "swarm/invariants.h"

#include <map>
#include <optional>
#include <sstream>

#include "kms/envelope.h"

namespace amishare::swarm {
namespace {

using Broken = std::ostringstream;

// The plaintext of a wrapped data key; nullopt when its KMS key is gone or does not open it.
std::optional<std::string> unwrap(const World& world, const ebs::WrappedKey& wrapped) {
  const auto envelope = kms::parse_envelope(wrapped.ciphertext);
  const kms::Key* key = kms::find_key_of_ciphertext(world, wrapped.ciphertext);
  if (!envelope || key == nullptr) return std::nullopt;
  const auto opened = kms::open(*key, {{"aws:ebs:id", wrapped.context_id}}, *envelope);
  if (!opened) return std::nullopt;
  return std::string(opened->plaintext.bytes());
}

void check_data_keys(const World& world, Broken& broken) {
  std::map<std::string, std::string> key_of_lineage, lineage_of_key;
  for (const auto& [number, disk] : world.ebs.disks) {
    if (!disk.key) continue;
    const kms::Key* key = kms::find_key_of_ciphertext(world, disk.key->ciphertext);
    if (key == nullptr) continue;  // deleted for good: the disk is lost, as on AWS
    if (kms::arn(*key) != disk.key->kms_key_arn) {
      broken << disk.id << " names another KMS key than the one that wrapped its data key\n";
    }
    const auto plain = unwrap(world, *disk.key);
    if (!plain || plain->size() != ebs::data_key_size) {
      broken << disk.id << " has a data key that does not open with its context\n";
      continue;
    }
    if (key_of_lineage.try_emplace(disk.key->lineage, *plain).first->second != *plain) {
      broken << disk.id << " has another data key than others of its lineage\n";
    }
    if (lineage_of_key.try_emplace(*plain, disk.key->lineage).first->second != disk.key->lineage) {
      broken << disk.id << " has the data key of another lineage\n";
    }
  }
}

void check_disks(const World& world, Broken& broken) {
  for (const auto& [number, disk] : world.ebs.disks) {
    const ec2::Volume* volume = world.ec2.volumes.find(disk.id);
    const ec2::Snapshot* snapshot = world.ec2.snapshots.find(disk.id);
    if (volume == nullptr && snapshot == nullptr) broken << disk.id << " is nobody's disk\n";
    const bool encrypted =
        volume != nullptr ? volume->encrypted : snapshot != nullptr && snapshot->encrypted;
    if (disk.key.has_value() != encrypted) broken << disk.id << " is not as encrypted as said\n";
    const std::string said = volume != nullptr     ? volume->kms_key_arn
                             : snapshot != nullptr ? snapshot->kms_key_arn
                                                   : std::string();
    if (disk.key && disk.key->kms_key_arn != said)
      broken << disk.id << " says another key: '" << said << "', not '" << disk.key->kms_key_arn
             << "'\n";
  }
  for (const auto& [number, volume] : world.ec2.volumes) {
    const bool there = world.ebs.disks.find(volume.id) != nullptr;
    if (volume.state != ec2::VolumeState::creating && !there) {
      broken << volume.id << " has no disk\n";
    }
  }
  for (const auto& [number, snapshot] : world.ec2.snapshots) {
    const bool there = world.ebs.disks.find(snapshot.id) != nullptr;
    if (snapshot.state == ec2::SnapshotState::completed && !there) {
      broken << snapshot.id << " has no disk\n";
    }
  }
}

void check_attachments(const World& world, Broken& broken) {
  std::size_t attached = 0;
  for (const auto& [number, volume] : world.ec2.volumes) {
    if (!volume.attachment) continue;
    ++attached;
    const ec2::Instance* instance = world.ec2.instances.find(volume.attachment->instance_id);
    if (instance == nullptr) {
      broken << volume.id << " is attached to nothing\n";
      continue;
    }
    if (instance->owner != volume.owner || instance->region != volume.region ||
        instance->availability_zone != volume.availability_zone) {
      broken << volume.id << " is attached across accounts or zones\n";
    }
  }
  std::size_t listed = 0;
  for (const auto& [instance_id, volumes] : world.ec2.volumes_of_instance) {
    for (const std::string& id : volumes) {
      ++listed;
      const ec2::Volume* volume = world.ec2.volumes.find(id);
      if (volume == nullptr || !volume->attachment ||
          volume->attachment->instance_id != instance_id) {
        broken << id << " is listed at " << instance_id << " and not attached to it\n";
      }
    }
  }
  if (attached != listed) broken << "attachments are not the same from both sides\n";
}

void check_images(const World& world, Broken& broken) {
  for (const auto& [number, image] : world.ec2.images) {
    if (image.state != ec2::ImageState::available) continue;
    for (const ec2::BlockDevice& device : image.block_devices) {
      if (device.snapshot_id.empty()) continue;
      const ec2::Snapshot* snapshot = world.ec2.snapshots.find(device.snapshot_id);
      if (snapshot == nullptr) {
        broken << image.id << " is of a snapshot that is gone: " << device.snapshot_id << '\n';
      } else if (snapshot->owner != image.owner || snapshot->region != image.region ||
                 snapshot->encrypted != device.encrypted) {
        broken << image.id << " and its snapshot " << snapshot->id << " do not agree\n";
      }
    }
  }
  for (const auto& [name, id] : world.ec2.image_names) {
    if (world.ec2.images.find(id) == nullptr) broken << id << " has a name and is gone\n";
  }
}

void check_keys(const World& world, Broken& broken) {
  for (const auto& [place, shelf] : world.kms.shelves) {
    for (const auto& [name, alias] : shelf.aliases) {
      const kms::Key* key = world.kms.keys.find(alias.key_id);
      if (key == nullptr || key->account != place.first || key->region != place.second ||
          !key->aliases.contains(name)) {
        broken << name << " refers to no key of its account and Region\n";
      }
    }
  }
  std::size_t granted = 0;
  for (const auto& [number, key] : world.kms.keys) {
    for (const std::uint64_t grant : world.kms.grants.of_key(key.id)) {
      ++granted;
      if (world.kms.grants.at(grant).key_id != key.id) broken << key.id << " has another's grant\n";
    }
  }
  if (granted != world.kms.grants.size()) broken << "a grant is on a key that is gone\n";
}

}  // namespace

std::string broken_rules(const World& world) {
  Broken broken;
  check_disks(world, broken);
  check_data_keys(world, broken);
  check_attachments(world, broken);
  check_images(world, broken);
  check_keys(world, broken);
  return broken.str();
}

}  // namespace amishare::swarm
