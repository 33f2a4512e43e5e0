using AutogradMaml.Autograd;

namespace AutogradMaml.Data.Tests.Images;

public class RandomAffineTests
{
    private static readonly RandomAffine Small = new() { Rotation = 12, Translation = 0.07, Scale = 1.16, Shear = 0.15 };

    [Fact]
    public void Every_setting_stays_within_its_bounds_and_reaches_for_both()
    {
        (double Least, double Most)[] seen = [.. Enumerable.Repeat((double.MaxValue, double.MinValue), 5)];
        for (int k = 0; k < 2000; k++)
        {
            AffineMap map = Small.Draw(new RandomStream(1, "test", k), 20, 40);

            // The second column of the map of places before they are stretched is that of a rotation and a shear.
            double angle = Math.Atan2(map.YX, map.YY) * 180 / Math.PI;
            double scaleY = Math.Sqrt((map.YX * map.YX) + (map.YY * map.YY));
            double scaleX = map.XX / Math.Cos(angle * Math.PI / 180);
            double shear = (map.XY / scaleX) + Math.Sin(angle * Math.PI / 180);
            double[] values = [angle / 12, map.DX / 2.8, map.DY / 1.4, shear / 0.15, Math.Log(scaleX) / Math.Log(1.16)];
            Assert.InRange(Math.Log(scaleY) / Math.Log(1.16), -1 - 1e-12, 1 + 1e-12);
            for (int n = 0; n < values.Length; n++)
            {
                seen[n] = (Math.Min(seen[n].Least, values[n]), Math.Max(seen[n].Most, values[n]));
            }
        }

        // Of 2,000 uniform numbers the least is above -0.98 with a chance of 2e-9.
        Assert.All(
            seen, static bounds => Assert.True(bounds is { Least: >= -1 - 1e-12 and < -0.98, Most: <= 1 + 1e-12 and > 0.98 }, $"{bounds}"));
    }

    [Fact]
    public void Settings_out_of_range_are_refused_with_what_was_expected()
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Rotation = -1 }).Message;
        Assert.Contains("Got -1, expected from 0 to 180.", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Rotation = 181 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Translation = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Translation = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Scale = 0.9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Scale = 11 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Shear = 2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Small.Draw(new RandomStream(1, "test"), 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Small.Draw(new RandomStream(1, "test"), 4, 0));
    }
}
