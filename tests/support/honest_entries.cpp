#include "tests/support/entry_attacks.hpp"

#include <stdexcept>

namespace pvault::test {

namespace honest {

const std::string site = R"(
  INSERT INTO entry VALUES ($next, 'site', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO site VALUES ($new, 1, 900, 'BUTTE', 'Butte', 'US', NULL);
  $seal)";

const std::string party = R"(
  INSERT INTO entry VALUES ($next, 'party', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO party VALUES ($new, 1, 900, 'GLENCORE', 'Glencore', 'supplier', 0);
  $seal)";

const std::string mineral = R"(
  INSERT INTO entry VALUES ($next, 'mineral', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO mineral VALUES ($new, 1, 900, 'unobtainium', 'Unobtainium', 'Uo', 0, NULL, 'metal', NULL, 0, 'content', 'Uo', NULL);
  INSERT INTO content_factor VALUES ($new, 1, 900, 'UoO', '0.5', 'film');
  $seal)";

const std::string facility = R"(
  INSERT INTO entry VALUES ($next, 'facility', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO facility VALUES ($new, 1, 900, 'EXIM-9', $exim);
  INSERT INTO facility_terms VALUES ($new, 1, 900, '2026-05-01', 5000, 46300000, NULL, NULL, '30/360', '2026-05-01', '2026-12-31', '2030-12-31', 'annual', NULL,
    'none', NULL, NULL, NULL, NULL, 'equal', NULL, 'inverse', NULL, NULL);
  INSERT INTO exposure_fee VALUES ($new, 1, 900, 73107000, 'each-draw', 'financed', 'draw', NULL);
  INSERT INTO posting VALUES ($new, 1, 31, NULL, NULL, NULL, 900, 0, 5000);
  INSERT INTO posting VALUES ($new, 2, 30, NULL, NULL, NULL, 900, 0, -5000);
  $seal)";

const std::string purchase = R"(
  INSERT INTO entry VALUES ($next, 'purchase', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO purchase VALUES ($new, 1, $gallium, $traxys, NULL, 100000);
  INSERT INTO landed_cost VALUES ($new, 1, 'freight', 500);
  INSERT INTO lot VALUES ($new, 1, 900, 'GA-900', $gallium, $denver, $traxys, '2026-05-01', '1 t', NULL, NULL, NULL, 1000000000, NULL, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $gallium, 900, NULL, NULL, 1000000000, 100500);
  INSERT INTO posting VALUES ($new, 2, 20, $gallium, NULL, $traxys, NULL, -1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 4, NULL, NULL, $traxys, NULL, 0, -100500);
  $seal)";

const std::string release = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $gallium, 'sale', 'board', $buyer, '1 t', '700 USD/kg', 1000000000, 70000000, 0, NULL, NULL, NULL, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $gallium, $ga1, NULL, NULL, -1000000000, -58015000);
  INSERT INTO posting VALUES ($new, 2, 21, $gallium, NULL, $buyer, NULL, 1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 7, $gallium, NULL, NULL, NULL, 0, 58015000);
  INSERT INTO posting VALUES ($new, 4, 3, NULL, NULL, $buyer, NULL, 0, 70000000);
  INSERT INTO posting VALUES ($new, 5, 6, $gallium, NULL, NULL, NULL, 0, -70000000);
  $seal)";

const std::string loss = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $gallium, 'loss', 'count', NULL, '1 t', NULL, 1000000000, 0, 1, NULL, NULL, NULL, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $gallium, $ga1, NULL, NULL, -1000000000, -58015000);
  INSERT INTO posting VALUES ($new, 2, 22, $gallium, NULL, NULL, NULL, 1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 8, $gallium, NULL, NULL, NULL, 0, 58015000);
  $seal)";

const std::string drawdown = R"(
  INSERT INTO entry VALUES ($next, 'drawdown', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO drawdown VALUES ($new, 1, $facility1, 100000, 0, 0);
  INSERT INTO draw_use VALUES ($new, 1, $purchase2, 90000);
  INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, 100000);
  INSERT INTO posting VALUES ($new, 2, 5, NULL, NULL, NULL, $facility1, 0, -100000);
  INSERT INTO posting VALUES ($new, 3, 31, NULL, NULL, NULL, $facility1, 0, -100000);
  INSERT INTO posting VALUES ($new, 4, 32, NULL, NULL, NULL, $facility1, 0, 100000);
  $seal)";

const std::string payment = R"(
  INSERT INTO entry VALUES ($next, 'payment', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO payment VALUES ($new, 1, 'to-supplier', $traxys, 777);
  INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, -777);
  INSERT INTO posting VALUES ($new, 2, 4, NULL, NULL, $traxys, NULL, 0, 777);
  $seal)";

const std::string receipt = R"(
  INSERT INTO entry VALUES ($next, 'payment', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO payment VALUES ($new, 1, 'from-customer', $buyer, 777);
  INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, 777);
  INSERT INTO posting VALUES ($new, 2, 3, NULL, NULL, $buyer, NULL, 0, -777);
  $seal)";

// Undoes the payment of 1,000,000 USD to TRAXYS.
const std::string reversal = R"(
  INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO reversal VALUES ($new, 1, $payment, '2026-05-01', 'paid twice');
  INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, 100000000);
  INSERT INTO posting VALUES ($new, 2, 4, NULL, NULL, $traxys, NULL, 0, -100000000);
  $seal)";

const std::string amendment = R"(
  INSERT INTO entry VALUES ($next, 'amendment', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO facility_terms VALUES ($new, 1, $facility1, '2026-05-01', 1000000000, 48000000, NULL, NULL, 'act/360', '2026-01-15', '2027-12-31', '2041-12-31',
    'semiannual', '2026-06-30', 'none', NULL, 5000000, NULL, NULL, 'equal', NULL, 'inverse', NULL, 'amendment 2');
  $seal)";

const std::string cancellation = R"(
  INSERT INTO entry VALUES ($next, 'cancellation', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO cancellation VALUES ($new, 1, $facility1, 700);
  INSERT INTO posting VALUES ($new, 1, 31, NULL, NULL, NULL, $facility1, 0, -700);
  INSERT INTO posting VALUES ($new, 2, 33, NULL, NULL, NULL, $facility1, 0, 700);
  $seal)";

const std::string fixing = R"(
  INSERT INTO entry VALUES ($next, 'fixing', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO rate_fixing VALUES ($new, 1, 'SOFR', '2026-05-01', 42000000, 'press');
  $seal)";

const std::string condition = R"(
  INSERT INTO entry VALUES ($next, 'condition', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO condition_met VALUES ($new, 1, $facility3, 'legal opinion');
  $seal)";

const std::string share = R"(
  INSERT INTO entry VALUES ($next, 'financing-share', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO financing_share VALUES ($new, 1, $facility1, 700000000);
  INSERT INTO financing_share VALUES ($new, 2, $facility2, 300000000);
  $seal)";

const std::string accrual = R"(
  INSERT INTO entry VALUES ($next, 'accrual', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO accrual VALUES ($new, 1, $facility1, 500, 20, 60, 7, 0, 400);
  INSERT INTO posting VALUES ($new, 1, 9, $gallium, NULL, NULL, $facility1, 0, 520);
  INSERT INTO posting VALUES ($new, 2, 10, NULL, NULL, NULL, $facility1, 0, 60);
  INSERT INTO posting VALUES ($new, 3, 11, NULL, NULL, NULL, $facility1, 0, 7);
  INSERT INTO posting VALUES ($new, 4, 12, NULL, NULL, NULL, $facility1, 0, -120);
  INSERT INTO posting VALUES ($new, 5, 13, NULL, NULL, NULL, $facility1, 0, -67);
  INSERT INTO posting VALUES ($new, 6, 5, NULL, NULL, NULL, $facility1, 0, -400);
  $seal)";

const std::string loan_payment = R"(
  INSERT INTO entry VALUES ($next, 'loan-payment', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO loan_payment VALUES ($new, 1, $facility1, 10, 20, 3000);
  INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, -3030);
  INSERT INTO posting VALUES ($new, 2, 13, NULL, NULL, NULL, $facility1, 0, 10);
  INSERT INTO posting VALUES ($new, 3, 12, NULL, NULL, NULL, $facility1, 0, 20);
  INSERT INTO posting VALUES ($new, 4, 5, NULL, NULL, NULL, $facility1, 0, 3000);
  $seal)";

// Of the metal that purchase4 brought, and of a fee that was left out of another request.
const std::string disbursement = R"(
  INSERT INTO entry VALUES ($next, 'disbursement', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO disbursement VALUES ($new, 1, 77, 'D-77', $facility4);
  INSERT INTO disbursement_invoice VALUES ($new, 1, 77, 'metal', $alcoa, 'I-77', 1000, $purchase4, 'WR-77', '2026-04-20', 'SWIFT 77');
  INSERT INTO disbursement_invoice VALUES ($new, 2, 77, 'fee', $maersk, 'I-78', 500, NULL, NULL, NULL, NULL);
  $seal)";

const std::string approval = R"(
  INSERT INTO entry VALUES ($next, 'disbursement-decision', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO disbursement_decision VALUES ($new, 1, $disbursement3, 'approved', 'all of it');
  $seal)";

const std::string disbursement_refusal = R"(
  INSERT INTO entry VALUES ($next, 'disbursement-decision', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO disbursement_decision VALUES ($new, 1, $disbursement2, 'refused', 'too late');
  $seal)";

const std::string disbursement_payment = R"(
  INSERT INTO entry VALUES ($next, 'drawdown', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO drawdown VALUES ($new, 1, $facility4, 100000, 0, 0);
  INSERT INTO draw_use VALUES ($new, 1, $purchase4, 100000);
  INSERT INTO disbursement_payment VALUES ($new, 1, $disbursement2);
  INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, 100000);
  INSERT INTO posting VALUES ($new, 2, 5, NULL, NULL, NULL, $facility4, 0, -100000);
  INSERT INTO posting VALUES ($new, 3, 31, NULL, NULL, NULL, $facility4, 0, -100000);
  INSERT INTO posting VALUES ($new, 4, 32, NULL, NULL, NULL, $facility4, 0, 100000);
  $seal)";

const std::string borrowing_base = R"(
  INSERT INTO entry VALUES ($next, 'borrowing-base', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO borrowing_base VALUES ($new, 1, $facility1, '2026-05-01', 800000000, 500, 250000000, 365, 'agreement');
  INSERT INTO borrowing_base_advance VALUES ($new, 1, $gallium, 700000000);
  INSERT INTO borrowing_base_advance VALUES ($new, 2, $tungsten, 0);
  INSERT INTO borrowing_base_facility VALUES ($new, 1, $facility2);
  INSERT INTO borrowing_base_facility VALUES ($new, 2, $facility3);
  $seal)";

const std::string end_of_base = R"(
  INSERT INTO entry VALUES ($next, 'borrowing-base', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO borrowing_base VALUES ($new, 1, $facility1, '2026-05-01', NULL, NULL, NULL, NULL, 'amendment');
  $seal)";

// One tonne of a lot is processed into two, with a yield loss of 100 kg.
const std::string transfer = R"(
  INSERT INTO entry VALUES ($next, 'transfer', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO transfer VALUES ($new, 1, 'processing', $in1, '1 t', 1000000000, 100000000, 'refined');
  INSERT INTO lot VALUES ($new, 1, 900, 'IN-900', $indium, $reno, $hartree, '2026-05-01', '600 kg', NULL, NULL, NULL, 600000000, $in1, $in1, '2026-04-20');
  INSERT INTO lot VALUES ($new, 2, 901, 'IN-901', $indium, $reno, $hartree, '2026-05-01', '0.3 t', NULL, NULL, NULL, 300000000, $in1, $in1, '2026-04-20');
  INSERT INTO posting VALUES ($new, 1, 2, $indium, $in1, NULL, NULL, -1000000000, -100000);
  INSERT INTO posting VALUES ($new, 2, 2, $indium, 900, NULL, NULL, 600000000, 66667);
  INSERT INTO posting VALUES ($new, 3, 2, $indium, 901, NULL, NULL, 300000000, 33333);
  INSERT INTO posting VALUES ($new, 4, 22, $indium, NULL, NULL, NULL, 100000000, 0);
  $seal)";

const std::string papered = R"(
  INSERT INTO entry VALUES ($next, 'purchase', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO purchase VALUES ($new, 1, $bismuth, $hartree, NULL, 100000);
  INSERT INTO lot VALUES ($new, 1, 900, 'BI-900', $bismuth, $denver, $hartree, '2026-05-01', '1 t', NULL, NULL, NULL, 1000000000, NULL, NULL, NULL);
  INSERT INTO lot_paper VALUES ($new, 1, 900, '1.1 t', '100 kg', 1100000000, 100000000, 'ingot', '4N', 'Tasna', 'BO', 'MX', 'C-8', 'WR-B9',
    'emergency', '2030-01-01', '2029-01-01', 'accepted', 1);
  INSERT INTO lot_component VALUES ($new, 1, 900, 'As', '0.02% As');
  INSERT INTO posting VALUES ($new, 1, 2, $bismuth, 900, NULL, NULL, 1000000000, 100000);
  INSERT INTO posting VALUES ($new, 2, 20, $bismuth, NULL, $hartree, NULL, -1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 4, NULL, NULL, $hartree, NULL, 0, -100000);
  $seal)";

const std::string quality = R"(
  INSERT INTO entry VALUES ($next, 'lot-quality', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO lot_quality VALUES ($new, 1, $bi1, '2026-05-01', 'rejected', 'wet');
  $seal)";

const std::string pledge = R"(
  INSERT INTO entry VALUES ($next, 'pledge', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO pledge VALUES ($new, 1, $bi1, $facility2, '2026-05-01', 1);
  $seal)";

const std::string pledge_release = R"(
  INSERT INTO entry VALUES ($next, 'pledge-release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO pledge_release VALUES ($new, 1, $pledge2, '2026-05-01');
  $seal)";

// Ten percent more came, and costs ten percent more.
const std::string settlement = R"(
  INSERT INTO entry VALUES ($next, 'settlement', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO assay_settlement VALUES ($new, 1, $bi3, NULL, NULL, '88%', NULL, NULL, 1100000000, 110000, 100000000, 10000);
  INSERT INTO lot_component VALUES ($new, 1, $bi3, 'As', '0.02% As');
  INSERT INTO posting VALUES ($new, 1, 2, $bismuth, $bi3, NULL, NULL, 100000000, 10000);
  INSERT INTO posting VALUES ($new, 2, 20, $bismuth, NULL, $hartree, NULL, -100000000, 0);
  INSERT INTO posting VALUES ($new, 3, 4, NULL, NULL, $hartree, NULL, 0, -10000);
  $seal)";

const std::string cost_method = R"(
  INSERT INTO entry VALUES ($next, 'cost-method', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO cost_method VALUES ($new, 1, $gallium, '2026-05-01', 'specific', 'policy');
  $seal)";

const std::string averaging = R"(
  INSERT INTO entry VALUES ($next, 'averaging', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO averaging VALUES ($new, 1, $tin);
  INSERT INTO posting VALUES ($new, 1, 2, $tin, $sn1, NULL, NULL, 0, 10000);
  INSERT INTO posting VALUES ($new, 2, 2, $tin, $sn2, NULL, NULL, 0, 20000);
  INSERT INTO posting VALUES ($new, 3, 2, $tin, $sn3, NULL, NULL, 0, -30000);
  $seal;
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $tin, 'sample', 'board', NULL, '500 kg', NULL, 500000000, 0, 0, NULL, NULL, NULL, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $tin, $sn1, NULL, NULL, -500000000, -110000);
  INSERT INTO posting VALUES ($new, 2, 21, $tin, NULL, NULL, NULL, 500000000, 0);
  INSERT INTO posting VALUES ($new, 3, 7, $tin, NULL, NULL, NULL, 0, 110000);
  $seal)";

const std::string write_down = R"(
  INSERT INTO entry VALUES ($next, 'write-down', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO write_down VALUES ($new, 1, $vanadium, NULL, NULL, 1000, 'rust');
  INSERT INTO write_down_lot VALUES ($new, 1, $va1, 400);
  INSERT INTO write_down_lot VALUES ($new, 2, $va2, 600);
  INSERT INTO posting VALUES ($new, 1, 51, $vanadium, NULL, NULL, NULL, 0, 1000);
  INSERT INTO posting VALUES ($new, 2, 50, $vanadium, NULL, NULL, NULL, 0, -1000);
  $seal)";

const std::string opening = R"(
  INSERT INTO entry VALUES ($next, 'opening', '2026-01-03', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO opening VALUES ($new, 1, $magnesium, 100000, 'valuation');
  INSERT INTO lot VALUES ($new, 1, 900, 'MG-900', $magnesium, $denver, $traxys, '2026-01-03', '1 t', NULL, NULL, NULL, 1000000000, NULL, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $magnesium, 900, NULL, NULL, 1000000000, 100000);
  INSERT INTO posting VALUES ($new, 2, 54, $magnesium, NULL, NULL, NULL, -1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 53, $magnesium, NULL, NULL, NULL, 0, -100000);
  $seal)";

const std::string evidence = R"(
  INSERT INTO entry VALUES ($next, 'evidence', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO document VALUES ($new, 1, $purchase2, 'invoice', substr('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1), 12, 'inv.pdf',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.pdf', NULL, 'I-1', '2026-04-30', $logistix);
  $seal)";

const std::string requirement = R"(
  INSERT INTO entry VALUES ($next, 'evidence-requirement', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO evidence_requirement VALUES ($new, 1, '2026-05-01', 'contract');
  INSERT INTO evidence_requirement VALUES ($new, 2, '2026-05-01', 'assay');
  $seal)";

const std::string emergency = R"(
  INSERT INTO entry VALUES ($next, 'emergency', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO emergency VALUES ($new, 1, 900, 'E-900', 'the President', 'section 98f', '2026-05-01', '2026-06-30');
  INSERT INTO emergency_mineral VALUES ($new, 1, $gallium, '2 t', 2000000000);
  INSERT INTO emergency_mineral VALUES ($new, 2, $tungsten, NULL, NULL);
  $seal)";

const std::string emergency_end = R"(
  INSERT INTO entry VALUES ($next, 'emergency-end', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO emergency_end VALUES ($new, 1, $e1, 'it is over');
  $seal)";

const std::string authority = R"(
  INSERT INTO entry VALUES ($next, 'authority', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO authority VALUES ($new, 1, 900, 'A-900', $gallium, '2 t', 2000000000, 'the board', 'resolution 2', '2026-05-01', NULL);
  INSERT INTO authority_kind VALUES ($new, 1, 'sale');
  INSERT INTO authority_kind VALUES ($new, 2, 'sample');
  $seal)";

// Of one tonne, of the two that A-1 has left; E-1 has one left.
const std::string emergency_release = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $cobalt, 'emergency', 'A-1', $buyer, '1 t', NULL, 1000000000, 0, 0, NULL, $a1, $e1, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $cobalt, $co1, NULL, NULL, -1000000000, -100000);
  INSERT INTO posting VALUES ($new, 2, 21, $cobalt, NULL, $buyer, NULL, 1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 7, $cobalt, NULL, NULL, NULL, 0, 100000);
  $seal)";

// One tonne of the lot that has four left.
const std::string loan = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $titanium, 'loan', 'board', $buyer, '1 t', NULL, 1000000000, 0, 0, NULL, NULL, NULL, '2026-09-30', NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $titanium, $ti3, NULL, NULL, -1000000000, -100000);
  INSERT INTO posting VALUES ($new, 2, 27, $titanium, NULL, $buyer, NULL, 1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 19, $titanium, NULL, $buyer, NULL, 0, 100000);
  $seal)";

// Of the loan of the sample book 500 kg of the first lot are out, and 1,000 kg of the second: all of the first comes
// back, and of the second 400 kg, of which 100 are given up.
const std::string loan_return = R"(
  INSERT INTO entry VALUES ($next, 'return', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO loan_return VALUES ($new, 1, $loan, $denver, '800 kg', 800000000, '100 kg', 100000000, 'rusted');
  INSERT INTO lot VALUES ($new, 1, 900, 'TI-900', $titanium, $denver, $hartree, '2026-05-01', '500 kg', NULL, NULL, NULL, 500000000, $ti1, $ti1, '2026-04-20');
  INSERT INTO lot VALUES ($new, 2, 901, 'TI-901', $titanium, $denver, $hartree, '2026-05-01', '300 kg', NULL, NULL, NULL, 300000000, $ti2, $ti2, '2026-04-20');
  INSERT INTO loan_return_part VALUES ($new, 1, $ti1, 900, 500000000, 50000);
  INSERT INTO loan_return_part VALUES ($new, 2, $ti2, 901, 300000000, 30000);
  INSERT INTO loan_return_part VALUES ($new, 3, $ti2, NULL, 100000000, 10000);
  INSERT INTO posting VALUES ($new, 1, 2, $titanium, 900, NULL, NULL, 500000000, 50000);
  INSERT INTO posting VALUES ($new, 2, 2, $titanium, 901, NULL, NULL, 300000000, 30000);
  INSERT INTO posting VALUES ($new, 3, 27, $titanium, NULL, $buyer, NULL, -900000000, 0);
  INSERT INTO posting VALUES ($new, 4, 19, $titanium, NULL, $buyer, NULL, 0, -90000);
  INSERT INTO posting VALUES ($new, 5, 22, $titanium, NULL, NULL, NULL, 100000000, 0);
  INSERT INTO posting VALUES ($new, 6, 8, $titanium, NULL, NULL, NULL, 0, 10000);
  $seal)";

const std::string future_sale = R"(
  INSERT INTO entry VALUES ($next, 'sale', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO sale VALUES ($new, 1, $zinc, $buyer, '2 t', 2000000000, '2 USD/kg', '2026-07-31', 'board', NULL, 0);
  INSERT INTO sale_lot VALUES ($new, 1, $zn1, 1000000000);
  INSERT INTO sale_lot VALUES ($new, 2, $zn2, 1000000000);
  $seal)";

// One tonne of the two that are left of the sale of the sample book.
const std::string shipment = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $zinc, 'sale', 'order', $buyer, '1 t', '2 USD/kg', 1000000000, 200000, 1, NULL, NULL, NULL, NULL, $future_sale);
  INSERT INTO posting VALUES ($new, 1, 2, $zinc, $zn1, NULL, NULL, -1000000000, -100000);
  INSERT INTO posting VALUES ($new, 2, 21, $zinc, NULL, $buyer, NULL, 1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 7, $zinc, NULL, NULL, NULL, 0, 100000);
  INSERT INTO posting VALUES ($new, 4, 3, NULL, NULL, $buyer, NULL, 0, 200000);
  INSERT INTO posting VALUES ($new, 5, 6, $zinc, NULL, NULL, NULL, 0, -200000);
  $seal)";

const std::string sale_cancellation = R"(
  INSERT INTO entry VALUES ($next, 'sale-cancellation', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO sale_cancellation VALUES ($new, 1, $future_sale, 'withdrew');
  INSERT INTO sale_cancellation_lot VALUES ($new, 1, $zn1, 2000000000);
  $seal)";

// Takes the place of the rotation of the sample book.
const std::string inflow = R"(
  INSERT INTO entry VALUES ($next, 'purchase', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO purchase VALUES ($new, 1, $nickel, $hartree, NULL, 1000);
  INSERT INTO rotation_inflow VALUES ($new, 1, $rotation);
  INSERT INTO lot VALUES ($new, 1, 900, 'NI-900', $nickel, $denver, $hartree, '2026-05-01', '1 t', NULL, NULL, NULL, 1000000000, NULL, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $nickel, 900, NULL, NULL, 1000000000, 1000);
  INSERT INTO posting VALUES ($new, 2, 20, $nickel, NULL, $hartree, NULL, -1000000000, 0);
  INSERT INTO posting VALUES ($new, 3, 4, NULL, NULL, $hartree, NULL, 0, -1000);
  $seal)";

const std::string annual_plan = R"(
  INSERT INTO entry VALUES ($next, 'annual-plan', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO annual_plan VALUES ($new, 1, $gallium, '2026-05-01', 2027, '2 t', 2000000000, '0 kg', 0, 'board');
  $seal)";

const std::string carrying_rate = R"(
  INSERT INTO entry VALUES ($next, 'carrying-rate', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO carrying_rate VALUES ($new, 1, '2026-05-01', 'storage', $ogden, $germanium, $depot, '12 USD/t-month', 3, 2500000, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
  $seal)";

const std::string end_of_carrying_rate = R"(
  INSERT INTO entry VALUES ($next, 'carrying-rate', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO carrying_rate VALUES ($new, 1, '2026-05-01', 'handling', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
  $seal)";

const std::string carrying_accrual = R"(
  INSERT INTO entry VALUES ($next, 'carrying-accrual', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO carrying_accrual VALUES ($new, 1, 'storage', $depot, $germanium, $ogden, 500);
  INSERT INTO posting VALUES ($new, 1, 16, $germanium, NULL, $depot, NULL, 0, 500);
  INSERT INTO posting VALUES ($new, 2, 4, NULL, NULL, $depot, NULL, 0, -500);
  $seal)";

// Of a site where one lot is as it should be, one short, one not found, and one not expected.
const std::string count = R"(
  INSERT INTO entry VALUES ($next, 'count', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO stock_count VALUES ($new, 1, $elko, 'stranger', 5000000, 1000000, 'E1-aa');
  INSERT INTO stock_count_line VALUES ($new, 1, 'SB-1', $sb1, 'counted', '2990 kg', 2990000000, 2990000000, 14950000, NULL);
  INSERT INTO stock_count_line VALUES ($new, 2, 'SB-2', $sb2, 'counted', '900 kg', 900000000, 1000000000, 5000000, 'damp');
  INSERT INTO stock_count_line VALUES ($new, 3, 'SB-4', $sb4, 'not-found', NULL, 0, 10000000, 1000000, NULL);
  INSERT INTO stock_count_line VALUES ($new, 4, 'GA-1', $ga1, 'unexpected', '5 kg', 5000000, 0, 0, NULL);
  INSERT INTO stock_count_line VALUES ($new, 5, 'NOBODYS', NULL, 'unexpected', '7 kg', NULL, 0, 0, NULL);
  $seal)";

const std::string finding = R"(
  INSERT INTO entry VALUES ($next, 'count-finding', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO count_finding VALUES ($new, 1, $count, 4, 'of the neighbour');
  $seal)";

const std::string adjustment = R"(
  INSERT INTO entry VALUES ($next, 'count-adjustment', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO count_adjustment VALUES ($new, 1, $count, 3, $finding4, $sb4, -10000000, 'B. Chen', 'stolen');
  INSERT INTO posting VALUES ($new, 1, 2, $antimony, $sb4, NULL, NULL, -10000000, -1000);
  INSERT INTO posting VALUES ($new, 2, 22, $antimony, NULL, NULL, NULL, 10000000, 0);
  INSERT INTO posting VALUES ($new, 3, 8, $antimony, NULL, NULL, NULL, 0, 1000);
  $seal)";

const std::string surplus = R"(
  INSERT INTO entry VALUES ($next, 'count-adjustment', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO count_adjustment VALUES ($new, 1, $count, 2, $finding2, $sb2, 2000000, 'B. Chen', 'a drum more');
  INSERT INTO lot VALUES ($new, 1, 900, 'SB-900', $antimony, $elko, $hartree, '2026-05-01', '2 kg', NULL, NULL, NULL, 2000000, $sb2, $sb2, '2026-04-21');
  INSERT INTO posting VALUES ($new, 1, 2, $antimony, 900, NULL, NULL, 2000000, 0);
  INSERT INTO posting VALUES ($new, 2, 22, $antimony, NULL, NULL, NULL, -2000000, 0);
  $seal)";

const std::string confirmation = R"(
  INSERT INTO entry VALUES ($next, 'warehouse-confirmation', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO warehouse_confirmation VALUES ($new, 1, $elko, 0, 1000000, 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc');
  INSERT INTO warehouse_confirmation_lot VALUES ($new, 1, $sb2, '1001 kg', 1001000000, 1000000000, 1000000);
  INSERT INTO warehouse_confirmation_lot VALUES ($new, 2, $sb1, '2990 kg', 2990000000, 2990000000, 1000000);
  $seal)";

// Later than what the sample book has closed, and a part of that.
const std::string period_close = R"(
  INSERT INTO entry VALUES ($next, 'period-close', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO period_change VALUES ($new, 1, '2010-07', '2010-08-01', NULL, NULL);
  $seal)";

const std::string period_reopen = R"(
  INSERT INTO entry VALUES ($next, 'period-reopen', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO period_change VALUES ($new, 1, '2010-02', '2010-02-01', 'left out', 'B. Chen');
  $seal)";

// Of the entry before it.
const std::string import = R"(
  INSERT INTO entry VALUES ($next, 'import', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO import_batch VALUES ($new, 1, 'prices.csv', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 2, 1, $new - 1, $new - 1);
  $seal)";

const std::string mineral_price = R"(
  INSERT INTO entry VALUES ($next, 'price', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO price VALUES ($new, 1, $gallium, '2026-05-01', '590', 'USD', 'kg', NULL, 59, 1000, NULL, NULL, 'press');
  $seal)";

const std::string demand = R"(
  INSERT INTO entry VALUES ($next, 'demand', '2025-01-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO demand VALUES ($new, 1, $gallium, '2025-01-01', 2025, 'apparent-consumption', NULL, 19000000000, '19 t', NULL, NULL, 'press', NULL);
  $seal)";

const std::string target = R"(
  INSERT INTO entry VALUES ($next, 'target', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO target VALUES ($new, 1, $gallium, '2026-05-01', 60);
  INSERT INTO target VALUES ($new, 2, $tungsten, '2026-05-01', 90);
  $seal)";

} // namespace honest

std::string changed(const std::string& entry, const Changes& changes) {
  std::string result = entry;
  for (const auto& [from, to] : changes) {
    const std::size_t position = result.find(from);
    if (position == std::string::npos || result.find(from, position + 1) != std::string::npos) {
      throw std::logic_error("stands not once in the honest entry: " + from + result);
    }
    result.replace(position, from.size(), to);
  }
  return result;
}

std::string undoing(const std::string& entry) {
  return R"(
  INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO reversal VALUES ($new, 1, )" +
         entry + R"(, '2026-05-01', 'mistake');
  INSERT INTO posting SELECT $new, line, account_id, mineral_id, lot_id, party_id, facility_id, -mass_mg, -amount_cents
    FROM posting WHERE entry_id = )" +
         entry + R"(;
  $seal)";
}

std::string with(const std::string& entry, const std::string& row) {
  return changed(entry, {{"$seal", row + "; $seal"}});
}

} // namespace pvault::test
