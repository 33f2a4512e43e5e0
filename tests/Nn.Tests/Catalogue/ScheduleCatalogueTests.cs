using System.Globalization;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>What holds of every schedule: values by its formula, a description that tells it from another in every culture, bad
/// input.</summary>
public class ScheduleCatalogueTests
{
    [Theory]
    [MemberData(nameof(ScheduleCatalogue.Names), MemberType = typeof(ScheduleCatalogue))]
    public void Values_are_those_of_the_formula_asked_in_any_order(string name)
    {
        ScheduleRow row = ScheduleCatalogue.Get(name);
        foreach ((long iteration, double value) in row.Values.Concat(row.Values.Reverse()))
        {
            Assert.Equal(value, row.Schedule.At(iteration), 1e-15);
        }
    }

    [Theory]
    [MemberData(nameof(ScheduleCatalogue.Names), MemberType = typeof(ScheduleCatalogue))]
    public void A_description_names_its_numbers_and_reads_the_same_everywhere(string name)
    {
        ScheduleRow row = ScheduleCatalogue.Get(name);
        Assert.NotEqual(row.Schedule.Description, row.Other.Description);
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(row.Description, row.Schedule.Description);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(ScheduleCatalogue.Names), MemberType = typeof(ScheduleCatalogue))]
    public void Numbers_out_of_range_are_refused(string name)
    {
        ScheduleRow row = ScheduleCatalogue.Get(name);
        Assert.NotEmpty(row.Bad);
        Assert.All(row.Bad, static made => Assert.Throws<ArgumentOutOfRangeException>(made));
        Assert.Throws<ArgumentOutOfRangeException>(() => row.Schedule.At(-1));
    }
}
