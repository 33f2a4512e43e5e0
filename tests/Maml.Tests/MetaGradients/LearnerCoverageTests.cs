using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>Every learner and every way to differentiate is among those that the exact identities are tested on.</summary>
public class LearnerCoverageTests
{
    [Fact]
    public void Every_learner_is_tested() => Assert.Equal(PublicSubclasses(typeof(Learner<>)), Tested(static learner => learner.GetType()));

    [Fact]
    public void Every_way_to_differentiate_is_tested()
        => Assert.Equal(PublicSubclasses(typeof(MetaGradient<>)), Tested(static learner => learner.GradientIn(0).GetType()));

    private static string[] Tested(Func<Learner<double>, Type> type)
        => [.. Learners.Names.Select(name => type(Learners.Get<double>(name)).Name).Distinct().Order(StringComparer.Ordinal)];

    private static string[] PublicSubclasses(Type of)
        => [.. of.Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == of)
            .Select(static type => type.Name)
            .Order(StringComparer.Ordinal)];
}
