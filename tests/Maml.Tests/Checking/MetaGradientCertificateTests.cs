using System.Numerics.Tensors;
using System.Text.Json;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Checking;

public sealed class MetaGradientCertificateTests
{
    private static readonly TaskBatch<double> Tasks = new RandomTasks<double>(5, 6, 2, 2).Batch(5, 0, 3);

    [Theory]
    [InlineData("maml", CheckMode.Fast)]
    [InlineData("maml", CheckMode.Full)]
    [InlineData("maml, one step", CheckMode.Fast)]
    [InlineData("maml, losses after several steps", CheckMode.Fast)]
    [InlineData("maml, learned sizes", CheckMode.Full)]
    [InlineData("maml, adam", CheckMode.Fast)]
    public void An_exact_meta_gradient_is_certified(string name, CheckMode mode)
    {
        Learner<double> learner = Learners.Get<double>(name);
        Parameters<double> theta = learner.Initialize(4);
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(learner, theta, Tasks, new() { Mode = mode, Tolerance = 1e-6 });
        Assert.True(certificate.IsSecondOrder, certificate.ToString());
        Assert.True(certificate.SecondOrderShare > 1e-3);
        Assert.InRange(certificate.Cosine, -1, 1);
        Assert.Equal(0, certificate.DistanceToExact);
        Assert.Equal(theta.Names, certificate.Layers.Select(static layer => layer.Name));
        Assert.All(certificate.Layers, static layer => Assert.True(layer.Confirmed));
    }

    [Theory]
    [InlineData("fomaml")]
    [InlineData("fomaml, learned sizes")]
    public void A_first_order_one_is_called_so(string name)
    {
        Learner<double> learner = Learners.Get<double>(name);
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(learner, learner.Initialize(4), Tasks);
        Assert.Equal(MetaGradientKind.FirstOrder, certificate.Kind);
        Assert.Contains("equals the first-order one", certificate.Explanation, StringComparison.Ordinal);
        Assert.Equal(0, certificate.DistanceToFirstOrder);
        Assert.Equal(certificate.SecondOrderShare, certificate.DistanceToExact);
        Assert.True(certificate.Check.Passed);
    }

    /// <summary>w' = w - alpha H w, so that the exact gradient of w'H w'/2 is (I - alpha H) H w' and the first-order one H w': here
    /// everything is known. H = diag(1, 4), alpha = 0.5, w = [1, 1]: w' = [0.5, -1], H w' = [0.5, -4], exact [0.25, 4].</summary>
    [Fact]
    public void The_numbers_are_those_of_a_case_worked_by_hand()
    {
        Tensor<double> data = Tensors.Create([1.0, 0, 0, 0, 4, 0], [2, 3]);
        Parameters<double> task = FewShotTask.Of(data, Tensors.Create([0.0], [1]), data, Tensors.Create([0.0], [1]));
        Maml<double> learner = new(new Quadratic(2), Quadratic.Loss, 1, StepSizes<double>.Constant(0.5));
        Parameters<double> theta = new([KeyValuePair.Create("net.w", Tensors.Create([1.0, 1.0], [2]))]);
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(
            learner, theta, TaskBatch<double>.Of(task), new() { Mode = CheckMode.Full });
        Assert.True(certificate.IsSecondOrder, certificate.ToString());
        Assert.Equal([0.25, 4], Flat.Of(certificate.Exact));
        Assert.Equal([0.5, -4], Flat.Of(certificate.FirstOrder));
        Assert.Equal(Math.Sqrt((0.25 * 0.25) + 64) / Math.Sqrt((0.25 * 0.25) + 16), certificate.SecondOrderShare, 1e-12);
        Assert.Equal((0.125 - 16) / (Math.Sqrt(16.0625) * Math.Sqrt(16.25)), certificate.Cosine, 1e-12);
    }

    [Fact]
    public void A_gradient_from_elsewhere_is_recognized()
    {
        Learner<double> learner = Learners.Get<double>("maml");
        Parameters<double> theta = learner.Initialize(4);
        MetaGradientCertificate own = MetaGradientCertificate.Issue(learner, theta, Tasks);
        Assert.Equal(MetaGradientKind.SecondOrder, Of(Rounded(own.Exact)).Kind);
        Assert.Equal(MetaGradientKind.FirstOrder, Of(Rounded(own.FirstOrder)).Kind);
        MetaGradientCertificate scaled = Of(1.001 * own.Exact);
        Assert.Equal(MetaGradientKind.Neither, scaled.Kind);
        Assert.Equal(1e-3, scaled.DistanceToExact, 1e-9);
        Assert.All(scaled.Layers, static layer => Assert.Equal(1e-3, layer.JudgedError, 1e-9));
        Assert.Contains("does not agree with finite differences", scaled.Explanation, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Of(new Parameters<double>([])));

        MetaGradientCertificate Of(Parameters<double> candidate)
            => MetaGradientCertificate.Issue(learner, theta, Tasks, candidate: candidate);

        // As a gradient computed in float would be.
        static Parameters<double> Rounded(Parameters<double> gradient) => new(gradient.Select(static entry => KeyValuePair.Create(
            entry.Key,
            Tensors.Create<double>(
                Array.ConvertAll(Tensors.ToArray(entry.Value), static v => (double)(float)v), Tensors.ShapeOf(entry.Value)))));
    }

    [Fact]
    public void Without_curvature_nothing_can_be_told()
    {
        Tensor<double> support = Tensors.Create([0.0, 0, 1, 0, 0, 2], [2, 3]);
        Tensor<double> query = Tensors.Create([1.0, 0, 0, 0, 4, 0], [2, 3]);
        Parameters<double> task = FewShotTask.Of(support, Tensors.Create([0.0], [1]), query, Tensors.Create([0.0], [1]));
        Maml<double> learner = new(new Quadratic(2), Quadratic.Loss, 1, StepSizes<double>.Constant(0.5));
        Parameters<double> theta = new([KeyValuePair.Create("net.w", Tensors.Create([1.0, 0.3], [2]))]);
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(learner, theta, TaskBatch<double>.Of(task));
        Assert.Equal(MetaGradientKind.Indistinguishable, certificate.Kind);
        Assert.False(certificate.IsSecondOrder);
    }

    [Fact]
    public void At_a_kink_nothing_is_confirmed()
    {
        // All inputs are zero and so are the biases: every hidden unit sits on the kink of its ReLU.
        Tensor<double> zero = Tensors.Create(new double[10], [5, 2]);
        Parameters<double> first = new RandomTasks<double>(5, 6, 2, 2).Sample(5, 0);
        Parameters<double> task = FewShotTask.Of(zero, first.SupportTargets, first.QueryInputs, first.QueryTargets);
        Learner<double> learner = Learners.Get<double>("maml, relu");
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(learner, learner.Initialize(4), TaskBatch<double>.Of(task));
        Assert.Equal(MetaGradientKind.Unconfirmed, certificate.Kind);
        Assert.Equal(GradientVerdict.Kink, certificate.Check.Verdict);
        Assert.Contains("kink", certificate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_names_the_detach_that_makes_it_first_order()
    {
        Learner<double> learner = Learners.Get<double>("fomaml");
        GradientReport report = MetaGradientCheck.Run(learner, learner.Initialize(4), Tasks);
        Assert.Equal(GradientVerdict.WrongRule, report.Verdict);
        Assert.Equal("detach", report.Operation!.Name);
        Assert.Equal("stops the derivative", report.Operation.Rule);
    }

    [Fact]
    public void In_float_and_to_second_order()
    {
        Learner<float> inFloat = Learners.Get<float>("maml");
        GradientReport single = MetaGradientCheck.Run(inFloat, inFloat.Initialize(4), new RandomTasks<float>(5, 6, 2, 2).Batch(5, 0, 3));
        Assert.True(single.Passed, single.ToString());
        Learner<double> learner = Learners.Get<double>("maml");
        GradientReport second = MetaGradientCheck.Run(learner, learner.Initialize(4), Tasks, new() { Orders = 2 });
        Assert.True(second.Passed, second.ToString());
    }

    [Fact]
    public void What_is_no_gradient_of_the_loss_after_adaptation_gets_none()
    {
        Learner<double> learner = Learners.Get<double>("reptile");
        string message = Assert.Throws<ArgumentException>(
            () => MetaGradientCertificate.Issue(learner, learner.Initialize(4), Tasks)).Message;
        Assert.Contains("'displacement'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_and_JSON()
    {
        Learner<double> learner = Learners.Get<double>("maml");
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(learner, learner.Initialize(4), Tasks);
        string[] lines = certificate.ToString().Split('\n');
        Assert.Equal("Meta-gradient certificate: second order", lines[0]);
        Assert.Contains(
            lines, static line => line.Contains("0.weight", StringComparison.Ordinal) && line.EndsWith("ok", StringComparison.Ordinal));
        using JsonDocument document = JsonDocument.Parse(certificate.ToJson());
        Assert.True(document.RootElement.GetProperty("secondOrder").GetBoolean());
        Assert.Equal(certificate.Layers.Count, document.RootElement.GetProperty("layers").GetArrayLength());
        Assert.Equal("Correct", document.RootElement.GetProperty("check").GetProperty("verdict").GetString());
    }
}
