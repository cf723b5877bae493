/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.connect.metrics.LaneMetrics;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MonitoringExamplesTest {
  private static final Pattern METRIC = Pattern.compile("waltap_[a-z_]+");
  private static final Pattern GETTER = Pattern.compile("(?:get|is)(\\w+)");

  @Test
  void everyAttributeOfALaneHasOneRule() {
    for (Method method : numbers()) {
      Matcher getter = GETTER.matcher(method.getName());
      assertThat(getter.matches()).as(method.getName()).isTrue();
      // the JMX exporter matches its patterns against this text
      String attribute =
          "io.waltap<type=lane, server=\"eu.shop\", slot=\"waltap_shop\""
              + (method.getReturnType() == Map.class ? ", key=Streaming" : "")
              + "><>"
              + getter.group(1)
              + ": 1";
      List<String> servers = new ArrayList<>();
      for (JsonNode rule : rules()) {
        Matcher matcher =
            Pattern.compile("^.*(?:" + rule.path("pattern").asText() + ").*$").matcher(attribute);
        if (matcher.matches()) {
          servers.add(matcher.group(1) + " " + matcher.group(2));
        }
      }
      assertThat(servers).as(attribute).containsExactly("eu.shop waltap_shop");
    }
  }

  @Test
  void dashboardAndAlertsAskForMetricsThatExist() {
    Set<String> known = new TreeSet<>();
    rules().forEach(rule -> known.add(rule.path("name").asText()));
    assertThat(known).hasSameSizeAs(numbers());

    Example dashboard = Example.of(Example.Kind.DASHBOARD).get(0);
    assertThat(dashboard.json().path("panels")).isNotEmpty();
    List<String> expressions = new ArrayList<>();
    dashboard.json().findValues("expr").forEach(expr -> expressions.add(expr.asText()));
    for (JsonNode document : Example.of(Example.Kind.ALERTS).get(0).yaml()) {
      document.findValues("expr").forEach(expr -> expressions.add(expr.asText()));
    }
    assertThat(expressions)
        .hasSizeGreaterThan(8)
        .allSatisfy(expression -> assertThat(known).containsAll(metrics(expression)));
  }

  private static Set<String> metrics(String expression) {
    Set<String> metrics = new TreeSet<>();
    Matcher matcher = METRIC.matcher(expression);
    while (matcher.find()) {
      metrics.add(matcher.group());
    }
    assertThat(metrics).as(expression).isNotEmpty();
    return metrics;
  }

  /** The attributes that the exporter can show: it leaves texts out. */
  private static List<Method> numbers() {
    return Arrays.stream(LaneMetrics.class.getMethods())
        .filter(method -> method.getParameterCount() == 0)
        .filter(method -> !method.getGenericReturnType().getTypeName().matches(".*String>?"))
        .toList();
  }

  private static JsonNode rules() {
    return Example.of(Example.Kind.METRICS).get(0).yaml().get(0).path("rules");
  }
}
