using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>What holds of every initializer: moments and bounds, the same bits from the same stream, both precisions, bad input.</summary>
public class InitializerCatalogueTests
{
    [Theory]
    [MemberData(nameof(InitializerCatalogue.Names), MemberType = typeof(InitializerCatalogue))]
    public void Moments_and_bounds_are_those_of_the_formula(string name)
    {
        InitializerRow row = InitializerCatalogue.Get(name);
        const int Rows = 400;
        const int Columns = 300;
        double deviation = row.Deviation(Rows, Columns);
        double[] values = [.. Draw(row.Initializer, [Rows, Columns]).Select(value => value / deviation)];
        double second = values.Average(static value => value * value);

        // Five standard errors each: the streams are fixed, so this can't fail by chance later.
        double error = 5 / Math.Sqrt(values.Length);
        double spread = error * Math.Sqrt(Math.Max(row.Kurtosis, 1) - 1);
        Assert.InRange(second, 1 - spread - 1e-12, 1 + spread + 1e-12);
        if (row.Kurtosis > 1)
        {
            Assert.InRange(values.Average(), -error, error);
            double fourth = values.Average(static value => value * value * value * value);
            Assert.InRange(fourth / (second * second), row.Kurtosis * 0.96, row.Kurtosis * 1.04);
        }

        Assert.True(values.Max(Math.Abs) <= row.Bound * (1 + 1e-15));
        Assert.True(double.IsInfinity(row.Bound) || values.Max(Math.Abs) > 0.99 * row.Bound);
    }

    [Theory]
    [MemberData(nameof(InitializerCatalogue.Names), MemberType = typeof(InitializerCatalogue))]
    public void The_same_stream_gives_the_same_bits_and_another_gives_others(string name)
    {
        InitializerRow row = InitializerCatalogue.Get(name);
        double[] first = Draw(row.Initializer, [4, 5]);
        Assert.Equal(first, Draw(row.Initializer, [4, 5]));
        Assert.Equal(row.Kurtosis == 1, first.SequenceEqual(Draw(row.Initializer, [4, 5], seed: 2)));
        Assert.Equal(first.Select(static value => (float)value), Draw(row.InFloat, [4, 5]));
        Assert.Empty(Draw(row.Initializer, [0, 3]));
        Assert.Empty(Draw(row.Initializer, [3, 0]));
    }

    [Theory]
    [MemberData(nameof(InitializerCatalogue.Names), MemberType = typeof(InitializerCatalogue))]
    public void What_does_not_fit_is_refused(string name)
    {
        InitializerRow row = InitializerCatalogue.Get(name);
        Assert.True(row.NeedsFans || row.Bad.Length > 0);
        Assert.All(row.Bad, static made => Assert.Throws<ArgumentOutOfRangeException>(made));
        if (row.NeedsFans)
        {
            string said = Assert.Throws<ArgumentException>(() => Draw(row.Initializer, [3])).Message;
            Assert.Contains("[3]", said, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(3, Draw(row.Initializer, [3]).Length);
        }
    }

    private static T[] Draw<T>(Initializer<T> initializer, Shape shape, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[shape.ElementCount];
        initializer.Fill(values, shape, new RandomStream(seed, "initializer"));
        return values;
    }
}
