// Requests for disbursement in a book: seeded random histories beside a plain model that knows statuses and invoices
// only.
#include "operations/disburse.hpp"

#include "audit/verify.hpp"
#include "store/disbursements.hpp"
#include "store/draws.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <map>
#include <random>
#include <set>

namespace operations_disburse_test {

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
  book.facility("EXIM-1", "150 USD", "2025-01-01");
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
  book.drawdown("EXIM-1", "50 USD", "2026-01-02");
  const EntryId approved = book.newest();
  check_rule(operations::pay_disbursement(book.book(), book.options("2026-01-03"), "D-1"), Rule::above_undisbursed);
  CHECK_EQ(book.newest(), approved);
}

namespace {

// Requests, draws and reversals of any date, many of them refused; whatever was recorded must be sound on every day.
class DatedHistory {
public:
  explicit DatedHistory(unsigned seed) : random_(seed) {
    for (const char* code : {"EXIM-1", "BANKS-1", "OTHER-1"})
      book_.facility(code, "10e6 USD", "2025-01-01");
    allowed(operations::set_shares(book_.book(), book_.options("2025-01-01"),
                                   {{"EXIM-1", rate("85.69%")}, {"BANKS-1", rate("14.31%")}}));
    for (const char* mineral : {"gallium", "tin", "zinc"})
      purchases_.push_back(book_.purchase(mineral, "1 kg", "1000 USD/kg", "2025-01-01"));
  }

  void step() {
    switch (pick(8)) {
    case 0:
    case 1:
    case 2:
      request();
      break;
    case 3:
      count(operations::approve_disbursement(book_.book(), options(), {.code = any_code()}));
      break;
    case 4:
      count(operations::refuse_disbursement(book_.book(), options(), {any_code(), "no"}));
      break;
    case 5:
      count(operations::pay_disbursement(book_.book(), options(), any_code()));
      break;
    case 6:
      draw();
      break;
    default:
      undo();
      break;
    }
  }

  // As of every day that matters, as an auditor with the reports alone would look.
  void check_every_day() {
    for (int day_number = 0; day_number < days; ++day_number) {
      const Moment moment{add_days(day("2025-01-01"), day_number), book_.newest()};
      CAPTURE(format_date(moment.as_of));
      std::set<std::string> documents;
      std::map<EntryId, Money> claimed;
      std::set<EntryId> paying;
      for (const store::Disbursement& asked : store::list_disbursements(book_.connection(), moment)) {
        const bool open = asked.status() != DisbursementStatus::refused;
        CHECK_LE(asked.paid(), total_of(asked.allowed()));
        if (!open) CHECK(asked.draws.empty());
        for (const store::DisbursementDraw& each : asked.draws)
          paying.insert(each.entry);
        for (const Invoice& invoice : asked.allowed()) {
          if (!open) continue;
          CHECK(documents.insert(invoice.biller_code + " " + invoice.number).second);
          if (!invoice.receipt.empty()) CHECK(documents.insert(invoice.receipt).second);
          claimed[*invoice.purchase] += invoice.amount;
        }
      }
      for (const store::DrawState& draw : store::list_draws(book_.connection(), moment)) {
        for (const store::DrawUseState& use : draw.uses) {
          CHECK(use.purchase_stands);
          if (!paying.contains(draw.entry)) claimed[use.purchase] += use.amount;
        }
      }
      for (const auto& [purchase, amount] : claimed)
        CHECK_LE(amount, money("1000 USD"));
    }
  }
  void check_audit() { CHECK_EQ(audit::check_file(book_.path()).fault_count(), 0); }

  [[nodiscard]] int recorded() const { return recorded_; }
  [[nodiscard]] int refused() const { return refused_; }

private:
  static constexpr int days = 40;
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  operations::RecordingOptions options() { return book_.options(format_date(any_day())); }
  Date any_day() { return add_days(day("2025-01-01"), pick(days)); }
  std::string any_code() { return "D-" + std::to_string(pick(requests_ + 1)); }

  void count(const Expected<operations::Recorded>& answer) {
    (answer ? recorded_ : refused_) += 1;
    if (answer) undoable_.push_back(answer->entry);
    if (answer) {
      for (const operations::RecordedBeside& before : answer->before)
        undoable_.push_back(before.entry);
    }
  }

  void request() {
    operations::DisbursementInput input{
        .code = "D-" + std::to_string(requests_), .facility = pick(2) == 0 ? "" : "OTHER-1", .invoices = {}};
    for (int i = 0; i <= pick(2); ++i) {
      const std::size_t purchase = static_cast<std::size_t>(pick(3));
      input.invoices.push_back({.cost_type = CostType::metal,
                                .biller = "TRAXYS",
                                .number = "I-" + std::to_string(pick(8)),
                                .amount = Money::cents(100 * (1 + pick(700))),
                                .purchase = std::to_string(number_of(purchases_[purchase])),
                                .receipt = pick(3) == 0 ? "WR-" + std::to_string(pick(4)) : ""});
    }
    const auto answer = operations::request_disbursement(book_.book(), options(), input);
    if (answer) ++requests_;
    count(answer);
  }

  void draw() {
    const Money amount = Money::cents(100 * (1 + pick(700)));
    const std::size_t purchase = static_cast<std::size_t>(pick(3));
    count(operations::record_drawdown(book_.book(), options(),
                                      {.facility = "OTHER-1",
                                       .amount = amount,
                                       .uses = {{std::to_string(number_of(purchases_[purchase])), amount}}}));
  }

  void undo() {
    if (pick(6) == 0) {
      const std::size_t purchase = static_cast<std::size_t>(pick(3));
      const auto answer =
          operations::reverse_entry(book_.book(), book_.options("2026-01-01"),
                                    {.entry = purchases_[purchase], .reason = "wrong", .on = any_day()});
      (answer ? recorded_ : refused_) += 1;
      return;
    }
    if (undoable_.empty()) return;
    const EntryId entry = undoable_[static_cast<std::size_t>(pick(static_cast<int>(undoable_.size())))];
    operations::ReversalInput input{.entry = entry, .reason = "wrong", .on = std::nullopt};
    if (pick(2) == 0) input.on = any_day();
    const auto answer = operations::reverse_entry(book_.book(), book_.options("2026-01-01"), input);
    (answer ? recorded_ : refused_) += 1;
  }

  TemporaryBook book_;
  std::vector<EntryId> purchases_;
  std::vector<EntryId> undoable_;
  std::mt19937 random_;
  int requests_ = 0;
  int recorded_ = 0;
  int refused_ = 0;
};

} // namespace

TEST_CASE("whatever the order of dates, no invoice, receipt or purchase is financed twice on any day") {
  int recorded = 0;
  for (const unsigned seed : {11U, 12U, 13U, 14U, 15U, 16U}) {
    CAPTURE(seed);
    DatedHistory history(seed);
    for (int i = 0; i < 100; ++i) {
      history.step();
      if (i % 20 == 19) history.check_every_day();
      if (i % 10 == 9) history.check_audit();
    }
    recorded += history.recorded();
    CHECK_GT(history.refused(), 20);
  }
  CHECK_GT(recorded, 100);
}

} // namespace operations_disburse_test
