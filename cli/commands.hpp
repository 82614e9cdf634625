// The commands, one file each. What setup_ adds to the command line runs when it was asked for.
#pragma once

namespace CLI {
class App;
}

namespace pvault::cli {

struct Context;

void setup_init(CLI::App& program, Context& context);
void setup_mineral(CLI::App& program, Context& context);
void setup_site(CLI::App& program, Context& context);
void setup_party(CLI::App& program, Context& context);
void setup_facility(CLI::App& program, Context& context);
void setup_facility_borrowing_base(CLI::App& facility, Context& context); // a verb of facility
void setup_facility_show(CLI::App& facility, Context& context);           // a verb of facility
void setup_facility_reconcile(CLI::App& facility, Context& context);      // a verb of facility
void setup_fixing(CLI::App& program, Context& context);
void setup_share(CLI::App& program, Context& context);
void setup_accrue(CLI::App& program, Context& context);
void setup_price(CLI::App& program, Context& context);
void setup_demand(CLI::App& program, Context& context);
void setup_target(CLI::App& program, Context& context);
void setup_assay(CLI::App& program, Context& context);
void setup_lot(CLI::App& program, Context& context);
void setup_pledge(CLI::App& program, Context& context);
void setup_annual_plan(CLI::App& program, Context& context);
void setup_cost_method(CLI::App& program, Context& context);
void setup_write_down(CLI::App& program, Context& context);
void setup_opening(CLI::App& program, Context& context);
void setup_purchase(CLI::App& program, Context& context);
void setup_emergency(CLI::App& program, Context& context);
void setup_authority(CLI::App& program, Context& context);
void setup_release(CLI::App& program, Context& context);
void setup_sale(CLI::App& program, Context& context);
void setup_return(CLI::App& program, Context& context);
void setup_transfer(CLI::App& program, Context& context);
void setup_count(CLI::App& program, Context& context);
void setup_warehouse(CLI::App& program, Context& context);
void setup_drawdown(CLI::App& program, Context& context);
void setup_disbursement(CLI::App& program, Context& context);
void setup_carrying(CLI::App& program, Context& context);
void setup_payment(CLI::App& program, Context& context);
void setup_evidence(CLI::App& program, Context& context);
void setup_reverse(CLI::App& program, Context& context);
void setup_import(CLI::App& program, Context& context);
void setup_plan(CLI::App& program, Context& context);
void setup_period(CLI::App& program, Context& context);
void setup_report(CLI::App& program, Context& context);
void setup_query(CLI::App& program, Context& context);
void setup_schema(CLI::App& program, Context& context);
void setup_report_run(CLI::App& report, Context& context);   // a verb of report
void setup_report_check(CLI::App& report, Context& context); // a verb of report
void setup_key(CLI::App& program, Context& context);
void setup_person(CLI::App& program, Context& context);
void setup_policy(CLI::App& program, Context& context);
void setup_proposal(CLI::App& program, Context& context);
void setup_audit(CLI::App& program, Context& context);
void setup_audit_checkpoint(CLI::App& audit, Context& context); // a verb of audit
void setup_audit_trail(CLI::App& audit, Context& context);      // a verb of audit
void setup_audit_difference(CLI::App& audit, Context& context); // a verb of audit
void setup_export(CLI::App& program, Context& context);
void setup_extract(CLI::App& program, Context& context);
void setup_backup(CLI::App& program, Context& context);
void setup_snapshot(CLI::App& program, Context& context);
void setup_restore(CLI::App& program, Context& context);
void setup_rehearse(CLI::App& program, Context& context);
void setup_upgrade(CLI::App& program, Context& context);

} // namespace pvault::cli
