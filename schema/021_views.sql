-- Views for auditors of what they could only read in the tables: names, accounts, payments to suppliers and others, landed costs, instalments,
-- exposure fees, reversals, where the stock lies, and the published shares of imports.
CREATE VIEW v_account AS
  SELECT account.account_id, account.name AS account_name, what,
         -coalesce((SELECT SUM(amount_cents) FROM posting WHERE posting.account_id = account.account_id AND amount_cents < 0), 0) AS credits_cents,
         coalesce((SELECT SUM(amount_cents) FROM posting WHERE posting.account_id = account.account_id AND amount_cents > 0), 0) AS debits_cents,
         coalesce((SELECT SUM(amount_cents) FROM posting WHERE posting.account_id = account.account_id), 0) AS balance_cents,
         coalesce((SELECT SUM(mass_mg) FROM posting WHERE posting.account_id = account.account_id), 0) AS balance_mg
  FROM account;

CREATE VIEW v_site AS
  SELECT site.site_id, code AS site, name, country, coalesce(kind, 'storage') AS site_kind, site.entry_id,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = site.entry_id) AS reversed_by
  FROM site;

CREATE VIEW v_party AS
  SELECT party.party_id, code AS party, name, role, related, party.entry_id,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = party.entry_id) AS reversed_by
  FROM party;

CREATE VIEW v_position AS
  SELECT mineral.code AS mineral, site.code AS site, coalesce(site.kind, 'storage') AS site_kind, count(*) AS lots,
         SUM(mass_mg) AS on_hand_mg, SUM(cost_cents) AS cost_cents
  FROM lot_balance JOIN lot USING (lot_id) JOIN mineral ON mineral.mineral_id = lot.mineral_id JOIN site ON site.site_id = lot.site_id
  WHERE mass_mg > 0 GROUP BY mineral.mineral_id, site.site_id;

CREATE VIEW v_landed_cost AS
  SELECT landed_cost.entry_id, landed_cost.line, effective_on, mineral.code AS mineral, lot.code AS lot, landed_cost.what, amount_cents,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = landed_cost.entry_id) AS reversed_by
  FROM landed_cost JOIN entry USING (entry_id) JOIN lot ON lot.entry_id = landed_cost.entry_id
  JOIN mineral ON mineral.mineral_id = lot.mineral_id;

CREATE VIEW v_payment AS
  SELECT payment.entry_id, effective_on, direction, party.code AS party, amount_cents, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = payment.entry_id) AS reversed_by
  FROM payment JOIN entry USING (entry_id) JOIN party ON party.party_id = payment.party_id;

CREATE VIEW v_instalment AS
  SELECT instalment.entry_id, instalment.line, facility.code AS facility, due_on, amount_cents
  FROM instalment JOIN facility ON facility.facility_id = instalment.facility_id;

CREATE VIEW v_exposure_fee AS
  SELECT exposure_fee.entry_id, exposure_fee.line, facility.code AS facility, percentage_ppb, due, settled, base, base_cents
  FROM exposure_fee JOIN facility ON facility.facility_id = exposure_fee.facility_id;

CREATE VIEW v_reversal AS
  SELECT reversal.entry_id, reversal.effective_on, reversed_entry_id, undone.kind AS reversed_kind,
         undone.effective_on AS reversed_effective_on, reason, entry.recorded_by
  FROM reversal JOIN entry AS undone ON undone.entry_id = reversed_entry_id JOIN entry ON entry.entry_id = reversal.entry_id;

CREATE VIEW v_import_reliance AS
  SELECT import_reliance.entry_id, mineral.code AS mineral, year, percent, qualifier, import_reliance.basis
  FROM import_reliance JOIN mineral ON mineral.mineral_id = import_reliance.mineral_id;

CREATE VIEW v_supply_share AS
  SELECT supply_share.entry_id, mineral.code AS mineral, country, percent, qualifier, supply_share.basis
  FROM supply_share JOIN mineral ON mineral.mineral_id = supply_share.mineral_id;
