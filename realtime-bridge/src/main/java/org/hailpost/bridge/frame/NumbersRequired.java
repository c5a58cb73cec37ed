package org.hailpost.bridge.frame;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * A number that is not there is a fault, never a zero. Missing booleans are false, so that flags
 * may be added later.
 */
final class NumbersRequired extends JacksonAnnotationIntrospector {
    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        Class<?> type = member.getRawType();
        boolean number = type == long.class || type == int.class;
        return number ? Boolean.TRUE : super.hasRequiredMarker(config, member);
    }
}
