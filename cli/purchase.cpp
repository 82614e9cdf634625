// pvault purchase record
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/lot_paper_options.hpp"
#include "cli/recording_options.hpp"
#include "operations/record_purchase.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct PurchaseOptions {
  std::string mineral;
  std::string mass;
  std::string price;
  std::string cost;
  std::string supplier;
  std::string site;
  std::string lot;
  std::string assay;
  std::string moisture;
  std::vector<std::string> landed;
  std::string rotation;
  std::vector<std::string> evidence;
  LotPaperArguments paper;
  RecordingArguments recording;
};

Expected<void> check_weights(const PurchaseOptions& options) {
  const LotPaperArguments& paper = options.paper;
  if (options.mass.empty() && paper.gross.empty())
    return refuse(Rule::option_missing, "pvault purchase record needs --mass, or --gross and --tare",
                  "--mass \"25 t\"");
  if (options.mass.empty() && paper.tare.empty())
    return refuse(Rule::option_missing, "--gross needs --tare or --mass: the gross mass counts the packing, too",
                  "--tare \"0 kg\" where there is none");
  if (!paper.tare.empty() && paper.gross.empty())
    return refuse(Rule::option_missing, "--tare needs --gross", "--gross \"20.5 t\", with its packing");
  return {};
}

// Without --mass it is what gross less tare leaves.
EnteredMass read_mass(OptionReader& reader, const PurchaseOptions& options, const LotPaper& paper) {
  if (!options.mass.empty()) return reader.read("--mass", parse_mass(options.mass));
  return reader.refusal() ? EnteredMass() : reader.read("--gross", net_mass(*paper.gross, *paper.tare));
}

Delivery read_delivery(OptionReader& reader, const PurchaseOptions& options, const LotPaper& paper) {
  return {.mass = read_mass(reader, options, paper),
          .assay = reader.read_optional("--assay", options.assay, parse_assay),
          .moisture = reader.read_optional("--moisture", options.moisture, parse_moisture),
          .moisture_text = std::string(trim(options.moisture))};
}

std::vector<LandedCost> read_landed(OptionReader& reader, const PurchaseOptions& options) {
  std::vector<LandedCost> landed;
  for (const std::string& text : options.landed) {
    const NamedMoney cost =
        reader.read("--landed", parse_named_money(text, "WHAT=MONEY", "--landed \"freight=12000 USD\""));
    landed.push_back({cost.name, cost.amount});
  }
  return landed;
}

// "invoice=inv-114.pdf"
Expected<operations::DocumentInput> parse_evidence(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || trim(std::string_view(text).substr(equals + 1)).empty()) {
    return refuse(Rule::option_malformed, fmt::format("{} is not of the form KIND=FILE", in_quotes(text)),
                  "--evidence invoice=inv-114.pdf");
  }
  const auto kind = parse_document_kind(std::string_view(text).substr(0, equals));
  if (!kind) return tl::unexpected(kind.error());
  const auto file = parse_required_text("file", text.substr(equals + 1));
  if (!file) return tl::unexpected(file.error());
  return operations::DocumentInput{.kind = *kind, .file = *file};
}

int run_purchase_record(const PurchaseOptions& options, const Context& context) {
  if (const auto sound = check_weights(options); !sound) return report_refusal(sound.error());
  OptionReader reader(context.clock.today);
  const LotPaper paper = read_lot_paper(reader, options.paper);
  operations::PurchaseInput input{.mineral = options.mineral,
                                  .delivery = read_delivery(reader, options, paper),
                                  .price = reader.read_optional("--price", options.price, parse_price),
                                  .cost = reader.read_optional("--cost", options.cost, parse_money),
                                  .landed = read_landed(reader, options),
                                  .supplier = options.supplier,
                                  .site = options.site,
                                  .paper = paper};
  if (!options.lot.empty()) input.lot = reader.read("--lot", parse_name("lot", options.lot));
  if (!options.rotation.empty())
    input.rotation = EntryId{reader.read_whole_number("--rotation", options.rotation, "the number of an entry")};
  for (const std::string& text : options.evidence)
    input.evidence.push_back(reader.read("--evidence", parse_evidence(text)));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::record_purchase(book, header, input);
  });
}

void add_purchase_options(CLI::App& command, PurchaseOptions& options) {
  add_text(command, "--mineral", "MINERAL", options.mineral, "Its name or symbol: gallium, Ga.").required();
  add_text(command, "--mass", "MASS", options.mass,
           "What was received, with its unit: \"25 t\", \"1,500 lb\", \"300 mtu of WO3\"; or --gross and --tare.");
  add_text(command, "--supplier", "PARTY", options.supplier, "A party with the role supplier.").required();
  add_text(command, "--site", "SITE", options.site, "Where it lies.").required();
  add_required_on(command, options.recording, "The day it was received.");
  add_text(command, "--price", "PRICE", options.price, "Of the metal: \"33.1 USD/kg\", \"25 USD/lb\"; or --cost.");
  add_text(command, "--cost", "MONEY", options.cost, "Of the metal as a whole: \"827500 USD\"; or --price.");
  add_text(command, "--lot", "NAME", options.lot, "The name of the lot; otherwise MINERAL-ENTRY, such as gallium-181.");
  add_text(command, "--assay", "PERCENT", options.assay,
           "How much of the mass is of the mineral's basis: 99.8%; or of a component: \"65% WO3\".");
  add_text(command, "--moisture", "PERCENT", options.moisture, "Of the mass: 2%.");
  add_texts(command, "--landed", "WHAT=MONEY", options.landed,
            "A cost that belongs to the lot: \"freight=12000 USD\", \"insurance=900 USD\".");
  add_text(command, "--rotation", "ENTRY", options.rotation, "The rotation whose release it replaces.");
  add_texts(command, "--evidence", "KIND=FILE", options.evidence,
            "A document of the purchase, copied beside the book as by `pvault evidence add`: invoice=inv-114.pdf.");
}

} // namespace

void setup_purchase(CLI::App& program, Context& context) {
  const CommandPage page = {
      .about = "Records a purchase: one lot at its landed cost, owed to the supplier.",
      .examples =
          "pvault purchase record --mineral gallium --mass \"25 t\" --price \"580 USD/kg\" --supplier TRAXYS --site "
          "HAWTHORNE --on 2026-03-31\n"
          "pvault purchase record --mineral tungsten --mass \"40 t\" --moisture 2% --assay \"65% WO3\" --price "
          "\"380 USD/mtu of WO3\" --landed \"freight=12000 USD\" --supplier TRAXYS --site HAWTHORNE --on "
          "2026-03-31 --request-id contract-7-delivery-1"};
  CLI::App& purchase = add_noun(program, "purchase", {.about = "Purchases.", .examples = page.examples}, context);
  const auto options = std::make_shared<PurchaseOptions>();
  CLI::App& command = add_command(purchase, "record", page, context);
  add_purchase_options(command, *options);
  add_lot_paper_options(command, options->paper);
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_purchase_record(*options, context); });
}

} // namespace pvault::cli
