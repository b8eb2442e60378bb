package io.plumbline.identity;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Accounts of the current organisation. Every method takes part in the caller's transaction or opens its own. */
public interface Accounts {
    /** Refuses a taken sign-in name, a weak password, no roles, and a unit or staff member that does not exist. */
    UUID create(NewAccount account);

    /** {@link #create} for many at once, in the order given, with a constant number of statements. */
    List<UUID> createAll(List<NewAccount> accounts);

    /**
     * Gives the accounts this password, unless they have it, and ends the sessions of those that had another.
     *
     * @return how many had another
     */
    int ensurePassword(Collection<UUID> ids, String password);

    /** Whether the organisation has no account yet. */
    boolean isEmpty();

    Optional<AccountRef> find(UUID id);

    /** Throws {@code not-found} for an account of another organisation as for one that does not exist. */
    AccountRef require(UUID id);

    /** Ids without an account are absent from the answer. */
    Map<UUID, AccountRef> byIds(Collection<UUID> ids);

    Map<UUID, String> displayNames(Collection<UUID> ids);

    /** Enabled accounts that can be given field work (inspectors and installers), by display name. */
    List<AccountRef> assignable();

    /** Enabled accounts that look at one of these units or are one of these staff members. */
    List<AccountRef> lookingAt(Collection<UUID> unitIds, Collection<UUID> staffIds);
}
