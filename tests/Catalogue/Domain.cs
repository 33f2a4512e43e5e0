using AutogradMaml.Autograd;

namespace AutogradMaml.Catalogue;

/// <summary>Where the elements of an input are drawn, so that kinks and singular points are avoided by choice and not by luck.</summary>
internal abstract record Domain
{
    /// <summary>Uniform on an interval.</summary>
    public static Domain Between(double low, double high) => new Interval(low, high);

    /// <summary>Of either sign, with an absolute value in an interval: for functions with a kink or a pole at 0.</summary>
    public static Domain AwayFromZero(double low, double high) => new TwoIntervals(low, high);

    /// <summary>One of a few values.</summary>
    public static Domain OneOf(params double[] values) => new Choice(values);

    /// <summary>On a grid of steps of 0.25 with a jitter of 0.05, no place taken twice in all inputs of this domain together: for functions
    /// that compare elements.</summary>
    public static Domain Distinct { get; } = new Grid();

    /// <summary>Draws the inputs of a row.</summary>
    public static double[][] Draw(IReadOnlyList<Domain> domains, IReadOnlyList<Shape> shapes, RandomStream stream)
    {
        int distinct = 0;
        for (int k = 0; k < shapes.Count; k++)
        {
            distinct += domains[k] is Grid ? shapes[k].ElementCount : 0;
        }

        var places = new Queue<int>(stream.Choose(distinct, distinct));
        var values = new double[shapes.Count][];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = new double[shapes[k].ElementCount];
            for (int i = 0; i < values[k].Length; i++)
            {
                values[k][i] = domains[k] is Grid
                    ? ((places.Dequeue() - (distinct / 2)) * 0.25) + stream.NextUniform(-0.05, 0.05)
                    : domains[k].Draw(stream);
            }
        }

        return values;
    }

    protected abstract double Draw(RandomStream stream);

    private sealed record Interval(double Low, double High) : Domain
    {
        protected override double Draw(RandomStream stream) => stream.NextUniform(Low, High);
    }

    private sealed record TwoIntervals(double Low, double High) : Domain
    {
        protected override double Draw(RandomStream stream) => stream.NextUniform(Low, High) * (stream.NextInt32(2) == 0 ? 1 : -1);
    }

    private sealed record Choice(double[] Values) : Domain
    {
        protected override double Draw(RandomStream stream) => Values[stream.NextInt32(Values.Length)];
    }

    private sealed record Grid : Domain
    {
        protected override double Draw(RandomStream stream) => throw new InvalidOperationException("Drawn jointly.");
    }
}
