package io.plumbline.demo.plan;

/** What the demo's pictures show. */
public enum PictureKind {
    STORE_FRONT,
    COUNTER,
    PRICE_LIST,
    QUEUE_TICKET,
    MODEM,
    SIGNATURE;

    /** How many different pictures of each kind there are. */
    public static final int VARIANTS = 8;
}
