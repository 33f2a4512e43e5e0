using AutogradMaml.Examples.Patients;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Patients;

public sealed class PatientFileTests
{
    private const string Head = "\"Subject\",\"time\",\"conc\",\"dose\",\"interval\",\"Wt\"\n";
    private static readonly PatientColumns Columns = new("Subject", "time", "conc", "dose", "interval", "Wt");

    [Fact]
    public void Doses_and_samples_are_read_in_their_order()
    {
        Patient patient = Assert.Single(Read(Head + "\"7\",0,NA,20,NA,2\n\"7\",5,NA,30,8,2\n\"7\",9.5,1.5,NA,NA,2\n"));
        Assert.Equal("7", patient.Name);
        Assert.Equal([new Dose(0, 10), new Dose(5, 15, 8)], patient.Doses);
        Assert.Equal([new Sample(9.5, 1.5)], patient.Samples);
        Assert.Equal([new Dose(5, 15, 8)], patient.DosesBefore(9.5));
        Assert.Equal([new Dose(0, 10)], patient.DosesBefore(5));
    }

    [Fact]
    public void A_dose_that_each_row_repeats_is_one_and_the_sample_before_it_acts_is_left_out()
    {
        Patient patient = Assert.Single(Read(
            "Subject,Time,conc,Dose\n1,0,0.7,4\n1,0.25,2.8,4\n1,1,8,4\n", new("Subject", "Time", "conc", "Dose", DoseAtStart: true)));
        Assert.Equal([new Dose(0, 4)], patient.Doses);
        Assert.Equal([new Sample(0.25, 2.8), new Sample(1, 8)], patient.Samples);
    }

    [Fact]
    public void Patients_without_a_dose_before_a_sample_are_left_out()
        => Assert.Empty(Read(Head + "1,0,NA,20,NA,2\n2,5,1.5,NA,NA,2\n"));

    [Theory]
    [InlineData("", "line 1: expected the columns")]
    [InlineData("Subject,time,conc\n1,2,3\n", "dose, interval, Wt are missing")]
    [InlineData(Head + "1,soon,NA,20,NA,2\n", "line 2: 'time' is a number from 0 to 1000000 or NA, got 'soon'")]
    [InlineData(Head + "1,0,NA,-20,NA,2\n", "line 2: 'dose' is a number")]
    [InlineData(Head + "1,0,NA,1e9,NA,2\n", "line 2: 'dose' is a number")]
    [InlineData(Head + "1,0,NaN,20,NA,2\n", "line 2: 'conc' is a number")]
    [InlineData(Head + "1,0,NA,20,NA,0\n", "line 2: a weight is above 0")]
    [InlineData(Head + "1,NA,NA,20,NA,2\n", "line 2: a row has a time")]
    [InlineData(Head + "1,5,NA,20,NA,2\n1,4,NA,20,NA,2\n", "line 3: the rows of a patient go by time")]
    [InlineData(Head + "1,5\n", "is no CSV file near line 2")]
    [InlineData(Head + "\"1\"2,5,1,2,3,4\n", "quotation mark")]
    public void What_makes_no_sense_is_refused_with_its_line(string text, string expected)
    {
        UsageException exception = Assert.Throws<UsageException>(() => Read(text));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains("patients.csv", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
        => Assert.Contains(
            "nowhere.csv", Assert.Throws<UsageException>(static () => PatientFile.Read("nowhere.csv", Columns)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_of_endless_rows_is_refused()
        => Assert.Contains(
            "at most 10000 patients and 1000 rows", Assert.Throws<UsageException>(static () => Read(
                Head + string.Concat(Enumerable.Range(0, 1002).Select(static k => $"1,{k},1,NA,NA,2\n")))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("theophylline", 12, 120)]
    [InlineData("phenobarbital", 59, 155)]
    [InlineData("quinidine", 136, 361)]
    public void The_real_files_have_their_patients_and_samples(string name, int patients, int samples)
    {
        IReadOnlyList<Patient> read = PatientFile.Read(PatientData.File(name), Studies.All.Single(study => study.Name == name).Columns);
        Assert.Equal(patients, read.Count);
        Assert.Equal(samples, read.Sum(static patient => patient.Samples.Count));
    }

    private static IReadOnlyList<Patient> Read(string text, PatientColumns? columns = null)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "patients.csv");
        File.WriteAllText(path, text);
        return PatientFile.Read(path, columns ?? Columns);
    }
}
