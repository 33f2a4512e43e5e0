using System.Globalization;

namespace AutogradMaml.Nn.Tests.Schedules;

public class ScheduleTests
{
    [Fact]
    public void Values_are_those_of_the_formulas()
    {
        Expect(Schedule.Constant(0.3), (0, 0.3), (1000, 0.3));
        Expect(0.3, (0, 0.3), (long.MaxValue, 0.3));
        Expect(Schedule.Linear(1, 0.5, 10), (0, 1), (1, 0.95), (5, 0.75), (10, 0.5), (11, 0.5), (long.MaxValue, 0.5));
        Expect(Schedule.Cosine(1, 0, 8), (0, 1), (2, (1 + Math.Sqrt(0.5)) / 2), (4, 0.5), (8, 0), (9, 0));
        Expect(Schedule.Steps(1, 0.1, 3), (0, 1), (2, 1), (3, 0.1), (5, 0.1), (6, 0.01));
        Expect(Schedule.Constant(2).WithWarmUp(4), (0, 0.5), (1, 1), (3, 2), (4, 2));
        Expect(Schedule.Linear(4, 0, 4).WithWarmUp(2), (0, 2), (1, 3), (2, 2));
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Linear(1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Cosine(1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Steps(1, 0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(1).WithWarmUp(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(1).At(-1));
    }

    [Fact]
    public void A_description_names_what_differs_and_reads_the_same_everywhere()
    {
        string[] all =
        [
            Schedule.Constant(0.5).Description, Schedule.Linear(0.5, 0, 10).Description, Schedule.Linear(0.5, 0, 11).Description,
            Schedule.Cosine(0.5, 0, 10).Description, Schedule.Steps(0.5, 0.1, 10).Description, Schedule.Constant(0.5).WithWarmUp(3).Description,
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(all, description => Assert.Contains(0.5.ToString(CultureInfo.InvariantCulture), description, StringComparison.Ordinal));
    }

    private static void Expect(Schedule schedule, params (long Iteration, double Value)[] points)
    {
        foreach ((long iteration, double value) in points)
        {
            Assert.Equal(value, schedule.At(iteration), 1e-15);
        }
    }
}
