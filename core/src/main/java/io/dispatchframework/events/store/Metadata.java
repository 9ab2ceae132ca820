package io.dispatchframework.events.store;

import java.time.Instant;
import java.util.Objects;

/**
 * What a store knows about one version of a resource.
 *
 * <p>Revisions are store-wide, rise with every change, and are never used again, also not after a delete. So the
 * creation revision tells two resources apart that had the same name one after the other.
 *
 * @param createdRevision the revision at which the resource was inserted; 0 for {@link #NONE}
 * @param revision the revision of this version; 0 for {@link #NONE}
 * @param createdAt when the resource was inserted
 * @param modifiedAt when this version was written
 * @since 0.1
 */
public record Metadata(long createdRevision, long revision, Instant createdAt, Instant modifiedAt) {

    /** The metadata of a resource that was not stored yet. */
    public static final Metadata NONE = new Metadata(0, 0, Instant.EPOCH, Instant.EPOCH);

    /**
     * Checks the parts against each other.
     *
     * @throws IllegalArgumentException if a revision is negative or the creation is later than the version
     */
    public Metadata {
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(modifiedAt, "modifiedAt");
        if (createdRevision < 0 || revision < createdRevision) {
            throw new IllegalArgumentException("a revision must not be negative nor older than the creation: "
                    + createdRevision + ", " + revision);
        }
    }

    /**
     * Returns the metadata of a resource that is being inserted.
     *
     * @param revision the revision of the insertion, above 0
     * @param at the time of the insertion
     * @return the metadata of its first version
     */
    public static Metadata created(long revision, Instant at) {
        return new Metadata(revision, revision, Objects.requireNonNull(at, "at"), at);
    }

    /**
     * Returns the metadata of the next version of the same resource.
     *
     * @param revision the revision of the change, above this one's
     * @param at the time of the change
     * @return the metadata with the creation kept
     */
    public Metadata modified(long revision, Instant at) {
        return new Metadata(createdRevision, revision, createdAt, Objects.requireNonNull(at, "at"));
    }

    /**
     * Tells whether a store has given this metadata.
     *
     * @return {@code false} for {@link #NONE} and its equals
     */
    public boolean isStored() {
        return revision > 0;
    }
}
