"""Lots under each cost method in exact fractions, as docs/MANUAL.md and docs/DECISIONS.md have them: purchases and their settlements, releases, losses, loans and
what comes back of them, transfers, write-downs, averagings and reversals, without a line of pvault's code."""

from fractions import Fraction

from exact_model import half_even


def by_largest_remainder(whole, weights):
    """Whole numbers that come to `whole`, in proportion to the weights; of equal remainders the earlier one is rounded up."""
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in order[: whole - sum(parts)]:
        parts[i] += 1
    return parts


def within(parts, limits):
    """No part above its limit: what is too much goes to the first that have room."""
    kept = [min(part, limit) for part, limit in zip(parts, limits)]
    excess = sum(parts) - sum(kept)
    for i, limit in enumerate(limits):
        more = min(excess, limit - kept[i])
        kept[i] += more
        excess -= more
    return kept


class Lot:
    def __init__(self, number, name, mineral, site, received_on, parent=None):
        self.number, self.name, self.mineral, self.site = number, name, mineral, site
        self.received_on, self.parent = received_on, parent
        self.aged_from, self.root = (parent.aged_from, parent.root) if parent else (received_on, self)
        self.mg = self.cents = self.written = 0  # written: cents that it is written down by
        self.averaged = {}  # by averagings, write-downs and settlements that stand: their days
        self.bought_mg = self.metal_cents = 0  # as it was bought, without what landed it
        self.provisional = False

    def drawable_from(self):
        return max([self.received_on, *self.averaged.values()])


class Event:
    """What an entry did to lots: (lot, mg, cents), and to what they are written down by: (lot, cents)."""

    def __init__(self, kind, on, mineral, made=()):
        self.kind, self.on, self.mineral, self.made = kind, on, mineral, list(made)
        self.changes = []
        self.written = []
        self.flow = {}  # what was received, released, lost or is owed back: by (mg, cents)
        self.stands = True
        self.averaging = None  # of a release
        self.settled = None  # of a settlement: the lot that was bought
        self.loan = None  # of a return
        self.parts = []  # of a return: (lot that was lent, lot as which it is back or None, mg, cents, cents of its write-down)

    def lots(self):
        return {change[0] for change in self.changes} | {lot for lot, _ in self.written}

    def bought(self):
        """The lots that were bought of which it moved something."""
        return {lot.root for lot in self.lots()} | {part[0].root for part in self.parts}


class Model:
    """Lots in exact fractions. Entries are numbered as the book numbers them."""

    def __init__(self, newest, methods):
        self.events = {}
        self.newest = newest
        self.lots = []
        self.methods = methods

    def add(self, event):
        self.newest += 1
        self.events[self.newest] = event
        for lot, mg, cents in event.changes:
            lot.mg += mg
            lot.cents += cents
            assert lot.mg >= 0 and lot.cents >= 0 and (lot.mg > 0 or lot.cents == 0), lot.name
        for lot, cents in event.written:
            lot.written += cents
            assert 0 <= lot.written, lot.name
        for lot in event.lots():
            assert lot.written <= lot.cents, lot.name
            if event.kind in ("averaging", "write-down", "settlement"):
                lot.averaged[self.newest] = event.on
        return self.newest

    def skip(self):
        """An entry that is about no metal: of the batch of an import."""
        self.newest += 1

    def standing(self, kind):
        return {number: event for number, event in self.events.items() if event.stands and event.kind == kind}

    def new_lot(self, mineral, site, on, parent=None, name=None):
        number = len(self.lots) + 1
        self.lots.append(Lot(number, name or f"L-{number}", mineral, site, on, parent))
        return self.lots[-1]

    def carry(self, event):
        """What leaves lots takes its part of their write-downs along."""
        left, filled = 0, []
        for lot, mg, cents in event.changes:
            if mg > 0:
                filled.append((lot, mg, cents))
            elif mg < 0 and lot.written:
                part = half_even(Fraction(lot.written * -mg, lot.mg))
                part = min(max(part, lot.written - (lot.cents + cents)), lot.written, -cents)
                left += part
                if part:
                    event.written.append((lot, -part))
        if left and filled:
            parts = within(by_largest_remainder(left, [mg for _, mg, _ in filled]), [cents for _, _, cents in filled])
            event.written += [(lot, part) for (lot, _, _), part in zip(filled, parts) if part]

    def write_down(self, mineral, lots, cents, on):
        event = Event("write-down", on, mineral)
        parts = by_largest_remainder(cents, [lot.cents - lot.written for lot in lots])
        event.written = [(lot, part) for lot, part in zip(lots, parts) if part]
        self.add(event)

    def open_lots(self, mineral, on):
        lots = [lot for lot in self.lots if lot.mineral == mineral and lot.mg > 0 and lot.drawable_from() <= on]
        return sorted(lots, key=lambda lot: (lot.aged_from, lot.root.number, lot.number))

    def last_averaged(self, mineral):
        return max((event.on for event in self.standing("averaging").values() if event.mineral == mineral), default=None)

    def purchase(self, mineral, mg, metal_cents, site, on, landed_cents=0, provisional=False):
        lot = self.new_lot(mineral, site, on)
        lot.bought_mg, lot.metal_cents, lot.provisional = mg, metal_cents, provisional
        event = Event("purchase", on, mineral, [lot])
        event.changes = [(lot, mg, metal_cents + landed_cents)]
        event.flow = {"received": event.changes[0][1:]}
        self.add(event)
        return lot

    def transfer(self, lot, mg, loss_mg, parts, site, on):
        """Into as many lots as there are parts, which come to mg - loss_mg."""
        cents = lot.cents if mg == lot.mg else half_even(Fraction(lot.cents * mg, lot.mg))
        event = Event("transfer", on, lot.mineral)
        event.changes = [(lot, -mg, -cents)]
        for part, cost in zip(parts, by_largest_remainder(cents, parts)):
            event.made.append(self.new_lot(lot.mineral, site, on, lot))
            event.changes.append((event.made[-1], part, cost))
        assert sum(parts) == mg - loss_mg
        event.flow = {"lost": (loss_mg, 0)}
        self.carry(event)
        self.add(event)
        return event.made

    def release(self, mineral, mg, on, named=(), goes_to="released"):
        """Draws lots. What goes to "owed" comes back, and is its own loan."""
        lots = list(named) or self.open_lots(mineral, on)
        if self.methods[mineral] == "lifo" and not named:
            lots.reverse()
        draws, left = [], mg
        for lot in lots:
            part = min(left, lot.mg)
            if part > 0:
                draws.append((lot, part))
                left -= part
        assert left == 0
        event = Event("release", on, mineral)
        if self.methods[mineral] == "average":
            costs = self.even_out(mineral, on, draws, event)
        else:
            costs = [half_even(Fraction(lot.cents * part, lot.mg)) for lot, part in draws]
        event.changes = [(lot, -part, -cost) for (lot, part), cost in zip(draws, costs)]
        event.flow = {goes_to: (mg, sum(costs))}
        self.carry(event)
        return self.add(event)

    def even_out(self, mineral, on, draws, release):
        pool = self.open_lots(mineral, on)
        all_mg, all_cents = sum(lot.mg for lot in pool), sum(lot.cents for lot in pool)
        drawn_mg = sum(part for _, part in draws)
        cost = half_even(Fraction(all_cents * drawn_mg, all_mg))
        costs = by_largest_remainder(cost, [part for _, part in draws])
        drawn = {lot: (part, cost) for (lot, part), cost in zip(draws, costs)}
        kept_mg = [lot.mg - drawn.get(lot, (0, 0))[0] for lot in pool]
        kept = by_largest_remainder(all_cents - cost, kept_mg) if sum(kept_mg) else [0] * len(pool)
        averaging = Event("averaging", on, mineral)
        for lot, kept_cents in zip(pool, kept):
            shift = drawn.get(lot, (0, 0))[1] + kept_cents - lot.cents
            if shift:
                averaging.changes.append((lot, 0, shift))
        assert sum(change[2] for change in averaging.changes) == 0
        evened = [drawn.get(lot, (0, 0))[1] + kept_cents for lot, kept_cents in zip(pool, kept)]
        all_written = sum(lot.written for lot in pool)
        if all_written:
            written = within(by_largest_remainder(all_written, [lot.mg for lot in pool]), evened)
            averaging.written = [(lot, part - lot.written) for lot, part in zip(pool, written) if part != lot.written]
        if averaging.changes or averaging.written:
            release.averaging = self.add(averaging)
        return costs

    def loans(self):
        """Of which something is owed back."""
        return {number: event for number, event in self.standing("release").items() if "owed" in event.flow and self.owed_mg(number)}

    def owed(self, number):
        """By lot of a loan, in the order in which they were drawn: what is owed back, and its cost."""
        owed = {lot: [-mg, -cents] for lot, mg, cents in self.events[number].changes}
        for event in self.standing("return").values():
            for lot, _, mg, cents, _ in event.parts if event.loan == number else ():
                owed[lot] = [owed[lot][0] - mg, owed[lot][1] - cents]
        return owed

    def back_of(self, number, lot):
        """What of a lot that was lent is back, and what of its write-down came with that."""
        parts = [part for event in self.standing("return").values() if event.loan == number for part in event.parts if part[0] is lot and part[1]]
        return sum(part[2] for part in parts), sum(part[4] for part in parts)

    def owed_mg(self, number):
        return sum(left[0] for left in self.owed(number).values())

    def give_back(self, number, mg, short_mg, site, on):
        """In the order in which the lots were drawn: first what comes back, then what is given up."""
        loan = self.events[number]
        event = Event("return", on, loan.mineral)
        event.loan = number
        lent = {lot: (-lent_mg, -dict(loan.written).get(lot, 0)) for lot, lent_mg, _ in loan.changes}
        given_up = 0
        for wanted, comes_back in ((mg, True), (short_mg, False)):
            for lot, left in self.owed(number).items():
                left_mg = left[0] - sum(part[2] for part in event.parts if part[0] is lot)
                left_cents = left[1] - sum(part[3] for part in event.parts if part[0] is lot)
                part_mg = min(wanted, left_mg)
                if not part_mg:
                    continue
                wanted -= part_mg
                cents = half_even(Fraction(left_cents * part_mg, left_mg))
                back, written = None, 0
                if comes_back:
                    # By all of the lot that is back then, so that of what left nothing is left over with the last of it.
                    all_mg, all_written = lent[lot]
                    back_mg, brought = self.back_of(number, lot)
                    written = min(cents, max(0, half_even(Fraction(all_written * (back_mg + part_mg), all_mg)) - brought))
                    back = self.new_lot(lot.mineral, site, on, lot, f"{lot.name}.{sum(other.parent is lot for other in self.lots) + 1}")
                    event.made.append(back)
                    event.changes.append((back, part_mg, cents))
                    if written:
                        event.written.append((back, written))
                else:
                    given_up += cents
                event.parts.append((lot, back, part_mg, cents, written))
            assert wanted == 0
        event.flow = {"owed": (-mg - short_mg, -sum(part[3] for part in event.parts)), "lost": (short_mg, given_up)}
        self.add(event)
        return event

    def settlement_of(self, bought):
        return next((number for number, event in self.standing("settlement").items() if event.settled is bought), None)

    def gone_of(self, bought):
        """What of a lot that was bought was released, what was lost or given up, and what transfers lost of it: [mg, cents] of each."""
        gone = {"released": [0, 0], "lost": [0, 0], "yield": [0, 0]}
        moved = []
        for event in self.events.values():
            if not event.stands:
                continue
            if event.kind == "release" and "owed" not in event.flow:
                moved += [(next(iter(event.flow)), lot, -mg, -cents) for lot, mg, cents in event.changes]
            elif event.kind == "transfer":
                moved.append(("yield", event.changes[0][0], event.flow["lost"][0], 0))
            elif event.kind == "return":
                moved += [("lost", lot, mg, cents) for lot, back, mg, cents, _ in event.parts if back is None]
        for where, lot, mg, cents in moved:
            if lot.root is bought:
                gone[where] = [gone[where][0] + mg, gone[where][1] + cents]
        return gone

    def held_of(self, bought):
        return [lot for lot in self.lots if lot.root is bought and lot.mg > 0]

    def why_not_settled(self, bought, on):
        if not bought.provisional:
            return "lot_not_provisional"
        if self.settlement_of(bought):
            return "lot_already_settled"
        if any(left[0] and lot.root is bought for number in self.loans() for lot, left in self.owed(number).items()):
            return "lot_lent"
        there = max([bought.received_on, *(lot.drawable_from() for lot in self.held_of(bought))])
        return "lot_not_yet_received" if on < there else None

    def settle(self, bought, mg, metal_cents, on):
        """The mass there is after all goes by mass, its cost by cost, over the lots, what was released, what was lost, and (mass alone) what transfers lost."""
        lots, gone = self.held_of(bought), self.gone_of(bought)
        before_mg = [lot.mg for lot in lots] + [gone[where][0] for where in ("released", "lost", "yield")]
        before = [lot.cents for lot in lots] + [gone[where][1] for where in ("released", "lost")]
        assert sum(before_mg) == bought.bought_mg, bought.name
        after_mg = by_largest_remainder(mg, before_mg)
        whole = sum(before) + metal_cents - bought.metal_cents
        after = self.share_cost(whole, before, after_mg, len(lots))
        event = Event("settlement", on, bought.mineral)
        event.settled = bought
        delta_mg = [final - first for final, first in zip(after_mg, before_mg)]
        delta = [final - first for final, first in zip(after, before)]
        event.changes = [(lot, *change) for lot, *change in zip(lots, delta_mg, delta) if any(change)]
        for lot, _, cents in event.changes:
            part = half_even(Fraction(lot.written * -cents, lot.cents)) if cents < 0 else 0
            if part:
                event.written.append((lot, -part))
        event.flow = {"received": (mg - bought.bought_mg, metal_cents - bought.metal_cents), "released": (delta_mg[-3], delta[-2]),
                      "lost": (delta_mg[-2] + delta_mg[-1], delta[-1])}
        return self.add(event)

    @staticmethod
    def share_cost(whole, before, after_mg, lots):
        """A lot of which nothing is left gives its cost to the others; where nothing has any, mass counts. What is given back beyond it was released."""
        released = [int(i == lots) for i in range(lots + 2)]
        if whole < 0:
            return [whole * part for part in released]
        weights = [0 if i < lots and not after_mg[i] else cents for i, cents in enumerate(before)]
        if not sum(weights):
            weights = after_mg[:-1]
        return by_largest_remainder(whole, weights if sum(weights) else released)

    def sums(self, mineral):
        """What was received, released, lost and is owed back: mg and cents."""
        sums = {"received": [0, 0], "released": [0, 0], "lost": [0, 0], "owed": [0, 0]}
        for event in self.events.values():
            if event.stands and event.mineral == mineral:
                for where, (mg, cents) in event.flow.items():
                    sums[where] = [sums[where][0] + mg, sums[where][1] + cents]
        return sums

    def touched_since(self, number, lots):
        """Whether an entry that stands and came later moved any of the lots."""
        return any(other > number and event.stands and event.kind != "reversal" and event.lots() & set(lots) for other, event in self.events.items())

    def part_has_left(self, number):
        lots = {lot for lot, _ in self.events[number].written}
        return any(other > number and event.stands and event.kind not in ("reversal", "write-down") and any(lot in lots for lot, _ in event.written)
                   for other, event in self.events.items())

    def settled_since(self, number):
        """Whether a settlement counted on it: it shared over where the metal was."""
        bought = self.events[number].bought()
        return any(other > number and event.settled in bought for other, event in self.standing("settlement").items())

    def moved_since(self, number):
        """Whether anything of the lot came after its settlement."""
        settlement = self.events[number]
        for other, event in self.events.items():
            if other <= number or not event.stands or event.kind == "reversal":
                continue
            if event.lots() & settlement.lots() if event.kind == "write-down" else settlement.settled in event.bought():
                return True
        return False

    def can_be_reversed(self, number):
        event = self.events[number]
        if not event.stands or event.kind in ("reversal", "averaging"):
            return False
        if event.kind == "write-down":
            return not self.part_has_left(number)
        if event.kind == "settlement":
            return not self.moved_since(number)
        if self.settled_since(number) or any(back.loan == number for back in self.standing("return").values()):
            return False
        return not event.made or not self.touched_since(number, event.made)

    def reverse(self, number):
        event = self.events[number]
        undone = [number]
        averaging = self.events.get(event.averaging)
        event.stands = False
        if averaging and averaging.stands and not self.touched_since(event.averaging, averaging.lots()) and not self.settled_since(event.averaging):
            averaging.stands = False
            undone.append(event.averaging)
        for other in undone:
            for lot in self.events[other].lots():
                lot.averaged.pop(other, None)
        for other in undone:
            reversal = Event("reversal", event.on, event.mineral)
            reversal.changes = [(lot, -mg, -cents) for lot, mg, cents in self.events[other].changes]
            reversal.written = [(lot, -cents) for lot, cents in self.events[other].written]
            self.add(reversal)
