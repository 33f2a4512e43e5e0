using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/first-order-maml.md, as it stands there.</summary>
public class FirstOrderMamlExampleTests
{
    [Fact]
    public void The_certificate_says_what_is_missing()
    {
        StringWriter Console = new();

        // <example>
        var net = new Sequential<double>(new Linear<double>(1, 8), Activations.Tanh<double>(), new Linear<double>(8, 1));
        var learner = new FirstOrderMaml<double>(net, Loss.MeanSquaredError, steps: 2, StepSizes<double>.Constant(0.01));
        var tasks = new SinusoidTasks<double>(shots: 5, queries: 5);
        var certificate = MetaGradientCertificate.Issue(learner, learner.Initialize(seed: 1), tasks.Batch(seed: 1, first: 0, count: 4));
        Console.WriteLine(
            $"{certificate.Kind}: of the whole, {certificate.SecondOrderShare:p0} are missing; cosine {certificate.Cosine:f3}");

        // </example>
        Assert.StartsWith("FirstOrder: of the whole, ", Console.ToString(), StringComparison.Ordinal);
        Assert.InRange(certificate.SecondOrderShare, 0.01, 1);
        Assert.InRange(certificate.Cosine, 0.5, 0.9999);
    }
}
