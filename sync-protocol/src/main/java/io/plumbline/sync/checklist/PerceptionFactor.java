package io.plumbline.sync.checklist;

import java.util.Optional;

/**
 * The 19 customer perception factors an item or a complaint can be tagged with. A checklist may name others: the tag is
 * a text, these are the ones the product has names for.
 */
public enum PerceptionFactor {
    SIGNAL_COVERAGE("signal-coverage", Group.NETWORK),
    VOICE_QUALITY("voice-quality", Group.NETWORK),
    MOBILE_INTERNET("mobile-internet", Group.NETWORK),
    TARIFFS("tariffs", Group.BUSINESS),
    PRICE_LEVEL("price-level", Group.BUSINESS),
    PROMOTIONS("promotions", Group.BUSINESS),
    NEW_SERVICES("new-services", Group.BUSINESS),
    PUBLICITY("publicity", Group.BUSINESS),
    CUSTOMISED_TERMINALS("customised-terminals", Group.BUSINESS),
    BILLS("bills", Group.SERVICE),
    TRANSACTIONS("transactions", Group.SERVICE),
    REMINDERS("reminders", Group.SERVICE),
    STAFF("staff", Group.SERVICE),
    INFORMATION_SECURITY("information-security", Group.SERVICE),
    HOTLINE("hotline", Group.SERVICE),
    STORE_SERVICE("store-service", Group.SERVICE),
    ELECTRONIC_CHANNELS("electronic-channels", Group.SERVICE),
    TOP_UP_PAYMENT("top-up-payment", Group.SERVICE),
    ENQUIRIES_COMPLAINTS("enquiries-complaints", Group.SERVICE);

    /** The three groups of factors. */
    public enum Group {
        NETWORK,
        BUSINESS,
        SERVICE
    }

    private final String key;
    private final Group group;

    PerceptionFactor(String key, Group group) {
        this.key = key;
        this.group = group;
    }

    /** The tag in documents. */
    public String key() {
        return key;
    }

    /** The group it belongs to. */
    public Group group() {
        return group;
    }

    /** The factor with this tag. */
    public static Optional<PerceptionFactor> find(String key) {
        for (PerceptionFactor factor : values()) {
            if (factor.key.equals(key)) {
                return Optional.of(factor);
            }
        }
        return Optional.empty();
    }
}
