using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>Chains whose modules have names, and parts of chains.</summary>
public class SequentialTests
{
    private static readonly Sequential<double> Net = new(
        ("features", new Sequential<double>(
            new Linear<double>(3, 4), new BatchNorm1d<double>(4, NormalizationPolicy.Running()), Activations.Tanh<double>(),
            new Dropout<double>(0.4), new Linear<double>(4, 4))),
        ("norm", new LayerNorm<double>([4])),
        ("head", new Linear<double>(4, 2)));

    /// <summary>Where the net is cut.</summary>
    public static TheoryData<string> Cuts => ["features", "features.0", "features.1", "features.3", "features.4", "norm", "head"];

    [Fact]
    public void Names_stand_before_those_of_parameters_and_statistics_and_in_the_description()
    {
        Assert.Equal(
            ["features.0.weight", "features.0.bias", "features.1.weight", "features.1.bias", "features.4.weight", "features.4.bias",
                "norm.weight", "norm.bias", "head.weight", "head.bias"],
            Net.Parameters.Select(static parameter => parameter.Name));
        Assert.Equal(["features.1.running_mean", "features.1.running_var"], Net.Statistics.Select(static statistic => statistic.Name));
        Assert.Equal(["features", "norm", "head"], Net.Names);
        Assert.Equal(
            "[body: [Linear(weight [2, 1], bias [2]), relu], head: Linear(weight [1, 2], bias [1])]",
            new Sequential<double>(
                ("body", new Sequential<double>(new Linear<double>(1, 2), Activations.Relu<double>())),
                ("head", new Linear<double>(2, 1))).Description);
    }

    [Fact]
    public void A_name_that_is_the_place_is_no_name_at_all()
    {
        Sequential<double> named = new(("0", new Linear<double>(1, 2)), ("1", Activations.Relu<double>()));
        Sequential<double> unnamed = new(new Linear<double>(1, 2), Activations.Relu<double>());
        Assert.Equal(unnamed.Description, named.Description);
        Assert.Equal(unnamed.Names, named.Names);
        Assert.NotEqual(
            unnamed.Description, new Sequential<double>(("1", new Linear<double>(1, 2)), ("0", Activations.Relu<double>())).Description);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("", "a")]
    [InlineData("a", "b.c")]
    [InlineData(null, "a")]
    public void Names_that_say_nothing_are_refused(string? first, string second)
        => Assert.StartsWith(
            $"Each module of a chain has a name of its own, not empty and without a dot, got ['{first}', '{second}'].",
            Assert.Throws<ArgumentException>(
                () => new Sequential<double>((first!, new Linear<double>(1, 1)), (second, new Linear<double>(1, 1)))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_module_is_found_by_its_name()
    {
        Assert.Same(Net[2], Net["head"]);
        Assert.Same(((Sequential<double>)Net[0])[4], Net["features.4"]);
        foreach (Action wrong in (ReadOnlySpan<Action>)[() => _ = Net["body"], () => Net.Until("body"), () => Net.From("body.0"),
            () => Net.With("body", Net)])
        {
            Assert.Equal(
                "No module of the chain is named 'body'; there are: features, norm, head.",
                Assert.Throws<ArgumentException>(wrong).Message);
        }

        Assert.Equal(
            "No module of the chain is named '5'; there are: 0, 1, 2, 3, 4.",
            Assert.Throws<ArgumentException>(() => Net.Until("features.5")).Message);
        Assert.Equal(
            "The module 'head' (Linear) is no chain, so it has no modules of names of their own.",
            Assert.Throws<ArgumentException>(() => Net.From("head.weight")).Message);
    }

    [Fact]
    public void Statistics_and_messages_go_by_the_names()
    {
        using Tape<double> tape = new();
        StatisticsCollector<double> collector = new();
        Net.Forward(
            Samples.Parameters(Net).On(tape),
            Samples.Input(tape, [5, 3]),
            Pass<double>.Evaluation.Updating(Net.InitializeStatistics().On(tape), collector));
        Assert.Equal(["features.1.running_mean", "features.1.running_var"], collector.Statistics.Names);
        string message = Assert.Throws<InvalidOperationException>(
            () => Net.Forward(
                Samples.Parameters(Net).On(tape),
                Samples.Input(tape, [5, 3]),
                Pass<double>.Evaluation.Collecting(new()).RefusingDropout())).Message;
        Assert.Contains("'features.3'", message, StringComparison.Ordinal);

        Sequential<double> mixing = new(("good", new Linear<double>(3, 3)), ("bad", new Mixing()));
        TaskAxisFault? fault = TaskAxisCheck<double>.Find(
            mixing, mixing.Initialize(1), static _ => true, Tensors.Create<double>(Samples.Numbers(27, "tasks"), [3, 3, 3]),
            Pass<double>.Evaluation);
        Assert.Equal("bad", fault?.Path);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void The_second_part_after_the_first_is_the_whole_bit_for_bit(string cut)
    {
        Sequential<double> first = Net.Until(cut);
        Sequential<double> second = Net.From(cut);
        Assert.Equal(
            Net.Parameters.Select(static parameter => parameter.Name),
            first.Parameters.Concat(second.Parameters).Select(static parameter => parameter.Name));
        Assert.Equal(
            Net.Statistics.Select(static statistic => statistic.Name),
            first.Statistics.Concat(second.Statistics).Select(static statistic => statistic.Name));

        using Tape<double> tape = new();
        Variables<double> theta = Samples.Parameters(Net, 3).On(tape);
        Variables<double> statistics = Net.InitializeStatistics().On(tape);
        Variable<double> x = Samples.Input(tape, [3, 5, 3]);
        StatisticsCollector<double> ofWhole = new();
        StatisticsCollector<double> ofParts = new();
        Variable<double> whole = Net.Forward(theta, x, Pass<double>.Training(1, 2).Updating(statistics, ofWhole));
        Pass<double> pass = Pass<double>.Training(1, 2).Updating(statistics, ofParts);
        Variable<double> parts = second.Forward(theta, first.Forward(theta, x, pass), pass);
        Assert.Equal(whole.ToArray(), parts.ToArray());
        Assert.Equal(ofWhole.Statistics.Names, ofParts.Statistics.Names);
        Assert.Equal(Samples.Flatten(ofWhole.Statistics.ToParameters()), Samples.Flatten(ofParts.Statistics.ToParameters()));
        Assert.Equal(
            Samples.Flatten(tape.Gradient(Samples.Weighted(whole), theta).ToParameters()),
            Samples.Flatten(tape.Gradient(Samples.Weighted(parts), theta).ToParameters()));
    }

    [Fact]
    public void A_part_takes_its_own_parameters_or_all_of_the_wholes_and_no_others()
    {
        using Tape<double> tape = new();
        Variables<double> theta = Samples.Parameters(Net).On(tape);
        Variable<double> x = Samples.Input(tape, [5, 4]);
        Sequential<double> head = Net.From("norm").From("head");
        Variables<double> own = new(theta.Where(static entry => entry.Key.StartsWith("head.", StringComparison.Ordinal)));
        Assert.Equal(head.Forward(own, x).ToArray(), head.Forward(theta, x).ToArray());

        Variables<double> other = new(
            theta.Select(static entry => KeyValuePair.Create(entry.Key.Replace("norm", "nrom", StringComparison.Ordinal), entry.Value)));
        Assert.StartsWith(
            "The module takes the parameters [features.0.weight",
            Assert.Throws<ArgumentException>(() => head.Forward(other, x)).Message,
            StringComparison.Ordinal);
        Variables<double> less = new(theta.Skip(1));
        Assert.StartsWith(
            "The module takes the parameters [features.0.weight",
            Assert.Throws<ArgumentException>(() => head.Forward(less, x)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Linear<double>(4, 2).Forward(theta, x));

        // On the host the same holds, statistics among them or not.
        Parameters<double> saved = Samples.Parameters(Net).Concat(Net.InitializeStatistics());
        Assert.Equal(["head.weight", "head.bias"], head.Load(saved).Names);
        Assert.Equal(["features.1.running_mean", "features.1.running_var"], Net.Until("norm").LoadStatistics(saved).Names);
        Assert.Contains(
            "Not expected: 'x'",
            Assert.Throws<ArgumentException>(() => head.Load(saved.Concat(new([KeyValuePair.Create("x", saved[0].Value)])))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Places_cut_like_names()
    {
        Sequential<double> net = new(new Linear<double>(3, 4), Activations.Relu<double>(), new Linear<double>(4, 2));
        Assert.Equal(["0", "1"], net[..^1].Names);
        Assert.Equal(["2.weight", "2.bias"], net[2..].Parameters.Select(static parameter => parameter.Name));
        Assert.Equal("[2: Linear(weight [2, 4], bias [2])]", net.From("2").Description);
        Assert.Equal(["1"], net.From("1").Until("2").Names);
        Assert.Empty(net[..0].Parameters);
        Assert.Same(net[2], net[^1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => net[1..4]);
    }

    [Fact]
    public void Another_head_is_put_on_the_same_features()
    {
        Sequential<double> other = Net.With("head", new Linear<double>(4, 7)).With("features.3", new Dropout<double>(0.1));
        Assert.Equal(
            Net.Parameters.Select(static parameter => parameter.Name), other.Parameters.Select(static parameter => parameter.Name));
        Assert.Equal([7, 4], other.Parameters[^2].Shape);
        Assert.Same(Net["features.0"], other["features.0"]);
        Assert.Equal(0.1, ((Dropout<double>)other["features.3"]).Probability);

        // The features of a trained net, and a head that starts anew.
        Parameters<double> trained = Samples.Parameters(Net);
        Parameters<double> start = Net.Until("head").Load(trained).Concat(other.From("head").Initialize(3));
        Assert.Equal(Samples.Flatten(trained)[..^10], Samples.Flatten(other.Load(start))[..^35]);
    }

    [Fact]
    public void Weights_are_exchanged_under_the_names()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            SafeTensors.Write(path, Samples.Parameters(Net));
            Parameters<double> read = SafeTensors.Read<double>(path).Parameters;
            Assert.Equal(Net.Parameters.Select(static parameter => parameter.Name), read.Names);
            Assert.Equal(Samples.Flatten(Samples.Parameters(Net)), Samples.Flatten(Net.Load(read)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Multiplies by a parameter that it takes for one without a task axis.</summary>
    private sealed class Mixing : Module<double>
    {
        public override IReadOnlyList<ParameterSpecification<double>> Parameters { get; } =
        [
            new("factor", [3], Initializers.Normal<double>(1)),
        ];

        protected internal override Variable<double> Compute(
            ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
            => input * parameters[0];
    }
}
