// Requests for disbursement in a book: seeded random histories beside a plain model that knows statuses and invoices
// only.
#include "operations/disburse.hpp"

#include "audit/verify.hpp"
#include "store/disbursements.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <map>
#include <random>
#include <set>

using namespace pvault;
using namespace pvault::test;

namespace {

struct ModelRequest {
  DisbursementStatus status = DisbursementStatus::requested;
  std::vector<int> invoices;
  std::set<int> left_out;
  std::optional<EntryId> draw;
};

class Model {
public:
  std::map<std::string, ModelRequest> requests;

  [[nodiscard]] bool is_live(int invoice) const {
    for (const auto& [code, request] : requests) {
      if (request.status == DisbursementStatus::refused || request.left_out.contains(invoice)) continue;
      if (std::ranges::find(request.invoices, invoice) != request.invoices.end()) return true;
    }
    return false;
  }
};

// One random history on one book; every step's answer is compared with the model's.
class History {
public:
  explicit History(unsigned seed) : random_(seed) { book_.facility("EXIM-1", "10e6 USD", "2025-01-01"); }

  void step() {
    switch (pick(6)) {
    case 0:
    case 1:
      request();
      break;
    case 2:
      approve();
      break;
    case 3:
      refuse();
      break;
    case 4:
      pay();
      break;
    default:
      undo_payment();
      break;
    }
    ++count_;
  }

  void check_states() {
    const auto recorded = store::list_disbursements(book_.connection(), book_.moment("2027-01-01"));
    REQUIRE_EQ(recorded.size(), model_.requests.size());
    for (const store::Disbursement& request : recorded) {
      const ModelRequest& expected = model_.requests.at(request.code);
      CHECK_EQ(disbursement_status_name(request.status()), disbursement_status_name(expected.status));
      CHECK_EQ(request.allowed().size(), expected.invoices.size() - expected.left_out.size());
    }
    CHECK_EQ(audit::check_file(book_.path()).fault_count(), 0);
  }

  [[nodiscard]] const std::map<std::string, int>& seen() const { return seen_; }

private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  [[nodiscard]] static Money amount_of(int invoice) { return Money::cents(100 + invoice); }

  std::pair<const std::string, ModelRequest>* any() {
    if (model_.requests.empty()) return nullptr;
    return &*std::next(model_.requests.begin(), pick(static_cast<int>(model_.requests.size())));
  }

  void expect(const Expected<operations::Recorded>& answer, bool allowed, Rule rule) {
    CAPTURE(count_);
    REQUIRE_EQ(answer.has_value(), allowed);
    if (!allowed) CHECK_EQ(rule_name(answer.error().rule), rule_name(rule));
    ++seen_[allowed ? "allowed" : std::string(rule_name(rule))];
  }

  void request() {
    operations::DisbursementInput input{.code = "D-" + std::to_string(count_), .facility = "EXIM-1", .invoices = {}};
    std::set<int> invoices;
    for (int i = 0; i <= pick(3); ++i)
      invoices.insert(pick(12));
    bool free = true;
    for (const int invoice : invoices) {
      input.invoices.push_back({.cost_type = CostType::fee,
                                .biller = invoice % 2 == 0 ? "TRAXYS" : "BUYER",
                                .number = "I-" + std::to_string(invoice / 2),
                                .amount = amount_of(invoice)});
      free = free && !model_.is_live(invoice);
    }
    expect(operations::request_disbursement(book_.book(), book_.options("2026-01-02"), input), free,
           Rule::invoice_already_financed);
    if (free) model_.requests[input.code].invoices.assign(invoices.begin(), invoices.end());
  }

  void approve() {
    auto* named = any();
    if (named == nullptr) return;
    auto& [code, request] = *named;
    operations::ApprovalInput input{.code = code};
    std::set<int> left_out;
    if (pick(2) == 0) {
      left_out.insert(request.invoices.front());
      const int invoice = request.invoices.front();
      input.left_out = {fmt::format("{}:I-{}", invoice % 2 == 0 ? "TRAXYS" : "BUYER", invoice / 2)};
      input.reason = "not eligible";
    }
    const bool open = request.status == DisbursementStatus::requested;
    const bool something = left_out.size() < request.invoices.size();
    expect(operations::approve_disbursement(book_.book(), book_.options("2026-01-02"), input), open && something,
           open ? Rule::approval_empty : Rule::disbursement_not_open);
    if (!open || !something) return;
    request.status = DisbursementStatus::approved;
    request.left_out = left_out;
  }

  void refuse() {
    auto* named = any();
    if (named == nullptr) return;
    auto& [code, request] = *named;
    const bool open = request.status == DisbursementStatus::requested || request.status == DisbursementStatus::approved;
    expect(operations::refuse_disbursement(book_.book(), book_.options("2026-01-02"), {code, "no"}), open,
           Rule::disbursement_not_open);
    if (open) request.status = DisbursementStatus::refused;
  }

  void pay() {
    auto* named = any();
    if (named == nullptr) return;
    auto& [code, request] = *named;
    const bool open = request.status == DisbursementStatus::approved;
    const auto answer = operations::pay_disbursement(book_.book(), book_.options("2026-01-02"), code);
    expect(answer, open, Rule::disbursement_not_open);
    if (!open) return;
    request.status = DisbursementStatus::paid;
    request.draw = answer->entry;
    Money approved;
    for (const int invoice : request.invoices) {
      if (!request.left_out.contains(invoice)) approved += amount_of(invoice);
    }
    const auto paid = allowed(store::load_disbursement(book_.connection(), code));
    CHECK_EQ(paid.paid(), approved);
  }

  void undo_payment() {
    auto* named = any();
    if (named == nullptr || named->second.status != DisbursementStatus::paid) return;
    book_.reverse(*named->second.draw);
    named->second.status = DisbursementStatus::approved;
    ++seen_["undone"];
  }

  TemporaryBook book_;
  Model model_;
  std::mt19937 random_;
  int count_ = 0;
  std::map<std::string, int> seen_;
};

} // namespace

TEST_CASE("random requests, decisions and payments go as the plain model says") {
  std::map<std::string, int> seen;
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    CAPTURE(seed);
    History history(seed);
    for (int i = 0; i < 150; ++i)
      history.step();
    history.check_states();
    for (const auto& [what, times] : history.seen())
      seen[what] += times;
  }
  for (const char* what :
       {"allowed", "undone", "invoice_already_financed", "disbursement_not_open", "approval_empty"}) {
    CAPTURE(what);
    CHECK_GE(seen[what], 5);
  }
}

TEST_CASE("a request as of a day and as known at an entry is what it was then") {
  TemporaryBook book;
  book.facility("EXIM-1", "10e6 USD", "2025-01-01");
  const operations::InvoiceInput fee{
      .cost_type = CostType::fee, .biller = "TRAXYS", .number = "I-1", .amount = money("5 USD")};
  const auto asked =
      allowed(operations::request_disbursement(book.book(), book.options("2026-01-02"), {"D-1", "EXIM-1", {fee}}));
  const auto approved =
      allowed(operations::approve_disbursement(book.book(), book.options("2026-01-05"), {.code = "D-1"}));
  const auto paid = allowed(operations::pay_disbursement(book.book(), book.options("2026-01-09"), "D-1"));
  const EntryId undone = book.reverse(paid.entry, "2026-02-01");
  const auto status = [&](std::string_view as_of, EntryId known_at) -> std::string {
    const auto all = store::list_disbursements(book.connection(), {day(as_of), known_at});
    return all.empty() ? "none" : std::string(disbursement_status_name(all.front().status()));
  };
  CHECK_EQ(status("2026-01-01", undone), "none");
  CHECK_EQ(status("2026-01-04", undone), "requested");
  CHECK_EQ(status("2026-01-05", undone), "approved");
  CHECK_EQ(status("2026-01-09", undone), "paid");
  CHECK_EQ(status("2026-02-01", undone), "approved");
  CHECK_EQ(status("2026-02-01", paid.entry), "paid");
  CHECK_EQ(status("2026-02-01", approved.entry), "approved");
  CHECK_EQ(status("2026-02-01", asked.entry), "requested");
}

TEST_CASE("a request that is refused leaves the book as it was, and a dry run too") {
  TemporaryBook book;
  book.facility("EXIM-1", "100 USD", "2025-01-01");
  const operations::InvoiceInput fee{
      .cost_type = CostType::fee, .biller = "TRAXYS", .number = "I-1", .amount = money("101 USD")};
  const operations::DisbursementInput input{"D-1", "EXIM-1", {fee}};
  auto dry = book.options("2026-01-02");
  dry.dry_run = true;
  const EntryId before = book.newest();
  CHECK(allowed(operations::request_disbursement(book.book(), dry, input)).dry_run);
  CHECK_EQ(book.newest(), before);
  CHECK_EQ(book.connection().integer_of("SELECT count(*) FROM disbursement"), 0);
  allowed(operations::request_disbursement(book.book(), book.options("2026-01-02"), input));
  allowed(operations::approve_disbursement(book.book(), book.options("2026-01-02"), {.code = "D-1"}));
  const EntryId approved = book.newest();
  check_rule(operations::pay_disbursement(book.book(), book.options("2026-01-03"), "D-1"), Rule::above_undisbursed);
  CHECK_EQ(book.newest(), approved);
}
