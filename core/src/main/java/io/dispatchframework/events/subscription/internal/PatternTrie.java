package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The patterns that have no place among the {@link Shapes}, as a tree of their words: first those of the event type,
 * then those of the source type.
 *
 * <p>A search goes down the tree once and carries the set of places in the text that the way to a node can end at. So
 * it comes to a node at most once, however many ways the {@code #} above could be read, and it comes only to nodes
 * whose way matches a part of the text: the cost is bounded by the patterns here that begin as the text does, and by the
 * length of the text for each.
 *
 * <p>One writer at a time; readers may run beside it, as with {@link HashTable}.
 */
final class PatternTrie {

    private final Node root = new Node(null, Edge.ROOT, "", 0);
    /** All that is in the tree, for texts that are too long to go down with. */
    private EntryTable members = new EntryTable();

    /** Compares one pattern after the other, which takes the time but neither the memory nor the stack of a walk. */
    void compareEach(Search search) {
        EntryTable table = members;
        List<IndexedSubscription> found = new ArrayList<>();
        for (int at = 0; at < table.capacity(); at++) {
            if (table.entry(at) instanceof IndexedSubscription member) {
                search.steps++;
                Subscription version = member.newest();
                if (TopicPattern.matches(version.eventType(), search.eventType.text())
                        && TopicPattern.matches(version.sourceType(), search.sourceType.text())) {
                    found.add(member);
                }
            }
        }
        search.add(Match.of(found));
    }

    void find(Search search) {
        Node top = root;
        if (!top.isLeaf()) {
            search.places.start(search.eventType, 0);
            find(top, search.eventType, 0, search);
        }
    }

    private void find(Node node, Words words, int at, Search search) {
        search.steps++;
        Places places = search.places;
        if (places.reachEnd(words, at)) {
            Match here = node.here;
            if (here != null) {
                search.add(here);
            }
            Node source = node.source;
            if (source != null) {
                places.start(search.sourceType, places.after(words, at));
                find(source, search.sourceType, places.after(words, at), search);
            }
        }
        int below = places.after(words, at);
        Node one = node.one;
        if (one != null && places.stepAnyWord(words, at, below)) {
            find(one, words, below, search);
        }
        Node many = node.many;
        if (many != null) {
            places.skipAnyWords(words, at, below);
            find(many, words, below, search);
        }
        EntryTable literals = node.literals;
        if (literals == null) {
            return;
        }
        for (int i = places.firstWord(words, at); i >= 0; i = places.nextWord(words, at, i)) {
            Node child = node.literal(literals, words, i);
            if (child != null) {
                places.stepWord(words, at, i, below);
                find(child, words, below, search);
            }
        }
    }

    void add(IndexedSubscription subscription, Words sourcePattern, Words eventPattern) {
        Node node = descend(descend(root, eventPattern).startOfSource(), sourcePattern);
        Match here = node.here;
        node.here = here == null ? subscription : here.with(subscription);
        members = members.with(hash(subscription), subscription);
    }

    void remove(IndexedSubscription subscription, Words sourcePattern, Words eventPattern) {
        Node event = walk(root, eventPattern);
        Node node = event == null || event.source == null ? null : walk(event.source, sourcePattern);
        if (node == null || node.here == null) {
            return;
        }
        Match rest = node.here.without(subscription);
        if (rest == node.here) {
            return;
        }
        members = members.without(hash(subscription), subscription);
        node.here = rest.isEmpty() ? null : rest;
        while (node.isLeaf() && node.parent != null) {
            node.parent.drop(node);
            node = node.parent;
        }
    }

    private static int hash(IndexedSubscription subscription) {
        return HashTable.hash(subscription.createdRevision());
    }

    private static Node descend(Node from, Words pattern) {
        Node node = from;
        for (int i = 0; i < pattern.count(); i++) {
            Edge edge = Edge.of(pattern, i);
            if (edge != Edge.MANY || node.edge != Edge.MANY) {
                node = node.grow(edge, pattern, i);
            }
        }
        return node;
    }

    private static @Nullable Node walk(Node from, Words pattern) {
        Node node = from;
        for (int i = 0; i < pattern.count() && node != null; i++) {
            Edge edge = Edge.of(pattern, i);
            if (edge != Edge.MANY || node.edge != Edge.MANY) {
                node = node.child(edge, pattern, i);
            }
        }
        return node;
    }

    /** How a node hangs on the one above it. */
    private enum Edge {
        ROOT,
        LITERAL,
        ONE,
        MANY,
        SOURCE;

        static Edge of(Words pattern, int word) {
            if (pattern.is(word, TopicPattern.ANY_WORDS) || pattern.text().equals(Subscription.ANY)) {
                return MANY;
            }
            return pattern.is(word, TopicPattern.ONE_WORD) ? ONE : LITERAL;
        }
    }

    /** A word of patterns; its fields may be seen empty by readers until its first change is done. */
    private static final class Node {

        final @Nullable Node parent;
        final Edge edge;
        final String word;
        final int hash;

        @Nullable
        EntryTable literals;

        @Nullable
        Node one;

        @Nullable
        Node many;

        /** Below this node the words of the source type begin: the event type's end here. */
        @Nullable
        Node source;

        /** Whose source type's words end here. */
        @Nullable
        Match here;

        Node(@Nullable Node parent, Edge edge, String word, int hash) {
            this.parent = parent;
            this.edge = edge;
            this.word = word;
            this.hash = hash;
        }

        boolean isLeaf() {
            return literals == null && one == null && many == null && source == null && here == null;
        }

        @Nullable
        Node child(Edge to, Words words, int i) {
            return switch (to) {
                case ONE -> one;
                case MANY -> many;
                case SOURCE -> source;
                case LITERAL -> literals == null ? null : literal(literals, words, i);
                case ROOT -> throw new IllegalArgumentException("the root is nobody's child");
            };
        }

        Node grow(Edge to, Words words, int i) {
            Node there = child(to, words, i);
            if (there != null) {
                return there;
            }
            int wordHash = HashTable.hash(words.hash(i));
            Node child = new Node(this, to, to == Edge.LITERAL ? words.word(i) : "", wordHash);
            switch (to) {
                case ONE -> one = child;
                case MANY -> many = child;
                case SOURCE -> source = child;
                case LITERAL -> literals = (literals == null ? new EntryTable() : literals).with(wordHash, child);
                case ROOT -> throw new IllegalArgumentException("the root is nobody's child");
            }
            return child;
        }

        void drop(Node child) {
            switch (child.edge) {
                case ONE -> one = null;
                case MANY -> many = null;
                case SOURCE -> source = null;
                case LITERAL ->
                    literals = literals == null || literals.size() == 1 ? null : literals.without(child.hash, child);
                case ROOT -> throw new IllegalArgumentException("the root is nobody's child");
            }
        }

        Node startOfSource() {
            Node there = source;
            if (there == null) {
                there = new Node(this, Edge.SOURCE, "", 0);
                source = there;
            }
            return there;
        }

        @Nullable
        Node literal(EntryTable table, Words words, int i) {
            int hash = HashTable.hash(words.hash(i));
            for (int at = table.first(hash); at >= 0; at = table.next(hash, at)) {
                if (table.entry(at) instanceof Node child && words.is(i, child.word)) {
                    return child;
                }
            }
            return null;
        }
    }
}
