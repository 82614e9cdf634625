// The options that say a facility's terms, for new facilities and for amendments.
#pragma once

#include "cli/option_reader.hpp"
#include "financing/facility.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace pvault::cli {

// As typed; empty where not given.
struct FacilityTermsOptions {
  // Only a new facility has these.
  std::string commitment;
  std::string available_from;
  std::string commitment_fee_from;
  std::vector<std::string> exposure_fees;
  // These can be amended.
  std::string rate;
  std::string index;
  std::string margin;
  std::string day_count;
  std::string available_until;
  std::string maturity;
  std::string payments;
  std::string first_payment;
  std::string business_days;
  std::string capitalise_until;
  std::string commitment_fee;
  std::string commitment_fee_day_count;
  std::string repayment;
  std::string first_repayment;
  std::vector<std::string> instalments;
  std::string prepayment;
  std::string default_margin;
  std::vector<std::string> conditions;
  std::string source;
};

void add_new_terms(CLI::App& command, FacilityTermsOptions& options);
void add_changeable_terms(CLI::App& command, FacilityTermsOptions& options);

FacilityTerms read_new_terms(OptionReader& reader, const FacilityTermsOptions& options);
// What was given, laid over other terms.
std::function<Expected<void>(FacilityTerms&)> read_changes(OptionReader& reader, const FacilityTermsOptions& options);
// The options of add_changeable_terms that were given, with their values.
std::vector<std::pair<std::string, std::string>> asked_changes(const FacilityTermsOptions& options);

} // namespace pvault::cli
