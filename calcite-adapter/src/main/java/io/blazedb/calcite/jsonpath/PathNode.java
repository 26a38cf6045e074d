/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.jsonpath;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A node of a path: what it gives depends on the item in which it stands. */
sealed interface PathNode {
    /** A step from each item of its input to others. */
    sealed interface Step extends PathNode {
        PathNode input();
    }

    /** A condition: true, false or unknown. */
    sealed interface Predicate extends PathNode {}

    /** {@code $} */
    record Root() implements PathNode {}

    /** {@code @} */
    record Current() implements PathNode {}

    /** {@code last}, inside a subscript */
    record Last() implements PathNode {}

    /** A scalar of JSON. */
    record Literal(Object value) implements PathNode {}

    /** {@code $name} */
    record Variable(String name) implements PathNode {}

    /** {@code .name} */
    record Member(PathNode input, String name) implements Step {}

    /** {@code .*} */
    record AnyMember(PathNode input) implements Step {}

    /** {@code .**}, with the first and last level */
    record Descendants(PathNode input, int first, int last) implements Step {}

    /** {@code [*]} */
    record AnyElement(PathNode input) implements Step {}

    /** {@code [1, 2 to last]} */
    record Elements(PathNode input, List<Range> ranges) implements Step {}

    /** {@code from}, or {@code from to to} */
    record Range(PathNode from, @Nullable PathNode to) {}

    /** {@code ? (condition)} */
    record Filter(PathNode input, Predicate condition) implements Step {}

    /** {@code .size()} and the like */
    record Method(PathNode input, String name) implements Step {}

    /** {@code + - * / %} */
    record Binary(char operator, PathNode left, PathNode right) implements PathNode {}

    /** {@code +} or {@code -} of each item */
    record Unary(char operator, PathNode operand) implements PathNode {}

    /** One of {@code == != < <= > >=}. */
    record Comparison(String operator, PathNode left, PathNode right) implements Predicate {}

    /** {@code &&} or {@code ||} */
    record Junction(boolean conjunction, Predicate left, Predicate right) implements Predicate {}

    /** {@code !} */
    record Not(Predicate operand) implements Predicate {}

    /** {@code is unknown} */
    record IsUnknown(Predicate operand) implements Predicate {}

    /** {@code exists (...)} */
    record Exists(PathNode operand) implements Predicate {}

    /** {@code starts with} */
    record StartsWith(PathNode operand, PathNode initial) implements Predicate {}

    /** {@code like_regex} */
    record LikeRegex(PathNode operand, Pattern pattern) implements Predicate {}
}
